package emulator

import "strconv"

// gatewayError is the gateway's own form of error, which carries the request's
// ID a second time in the body.
type gatewayError struct {
	Message   string `json:"error_msg"`
	Code      string `json:"error_code"`
	RequestID string `json:"request_id"`
}

// throttled is the gateway's word for too many requests; limit and window can be
// read from it.
var throttled = "The throttling threshold has been reached: policy user over ratelimit,limit:" + strconv.Itoa(userRate) + ",time:1 second"

func gatewayRefusal(status int, code, message string) reply {
	return reply{status, gatewayError{Message: message, Code: code}}
}

// unauthenticated is the refusal of a key, a signature or a token.
func unauthenticated(reason string) *reply {
	r := gatewayRefusal(401, "APIGW.0301", "Incorrect IAM authentication information: "+reason)
	return &r
}

// wrapped is the form of SDRS, of VBS and of OpenStack: one object, named for the
// kind of error, around message and code. The code is a text in some and a number
// in others.
func wrapped(status int, name, message string, code any) reply {
	return reply{status, map[string]any{name: struct {
		Message string `json:"message"`
		Code    any    `json:"code"`
	}{message, code}}}
}
