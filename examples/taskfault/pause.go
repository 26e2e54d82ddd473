package main

import (
	"time"

	"github.com/taskfault/taskfault/errors"
)

// pause is how long an error asks to wait, in words; empty if it does not.
func pause(e *errors.Error) string {
	d := e.RetryAfter
	switch {
	case d <= 0:
		return ""
	case d > time.Second: // who sleeps for it must not wake before it is over
		d = (d + time.Second - 1).Truncate(time.Second)
	}
	return d.String()
}

// withPause is an error's message with the pause that it asks for, which a
// record has no member for.
func withPause(e *errors.Error) string {
	message, wait := e.ErrorMessage(), pause(e)
	switch {
	case wait == "":
		return message
	case message == "":
		return "again after " + wait
	}
	return message + " (again after " + wait + ")"
}

// inLine is an error in one line, with the pause where withPause has it.
func inLine(e *errors.Error) string {
	told := *e
	told.Message, told.RetryAfter = withPause(e), 0
	return told.Error()
}

// remedy is what to do about an error. Where it says itself when to come again,
// that goes before the catalog's sentence, which knows no time and would name
// another.
func (p *program) remedy(e *errors.Error) string {
	wait, chinese := pause(e), p.flags.lang == "zh"
	switch {
	case wait == "":
		return e.Explain(p.flags.lang).Remedy
	case e.Kind == errors.Timeout && len(e.Attempts) == 0:
		return p.noTurn(e.Situation, wait, chinese)
	case e.Kind == errors.Throttled && chinese:
		return "请在 " + wait + " 之后重试；若持续出现，检查是否有其他程序共用该账号，或用 --rps 降低请求频率。"
	case e.Kind == errors.Throttled:
		return "Try again after " + wait + ". If it goes on, look for other programs that use the same account, or slow down with --rps."
	case chinese:
		return "请在 " + wait + " 之后重试；若持续出现，查看云厂商的服务状态页，并检查本机到该服务的网络。"
	}
	return "Try again after " + wait + ". If it goes on, look at the provider's status page, and check the network from this machine."
}

// noTurn is what to do about a request that its limit did not let out in time:
// nothing is wrong with the network or the service. A higher --rps helps only
// where the limit is the one that it set, and not where the service has throttled.
func (p *program) noTurn(situation errors.Situation, wait string, chinese bool) string {
	own := p.flags.given("rps") && situation == errors.OwnLimit
	switch {
	case chinese && own:
		return "该请求未发出：请提高 --rps，或把 --timeout 设为大于 " + wait + "。"
	case chinese:
		return "该请求未发出：请把 --timeout 设为大于 " + wait + "，或在 " + wait + " 之后重试。"
	case own:
		return "This request was not sent: raise --rps, or give a --timeout of more than " + wait + "."
	}
	return "This request was not sent: give a --timeout of more than " + wait + ", or try again after that."
}
