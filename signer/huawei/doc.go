// Package huawei signs and verifies requests to Huawei Cloud and Open Telekom
// Cloud. There are three ways to sign with an access key, and tokens:
//
//   - [SDKHMAC], the Access= form of SDK-HMAC-SHA256, which Huawei Cloud takes;
//   - [OTC], the Credential= form under the same name, which Open Telekom Cloud's
//     own tools send, with a scope and a derived key;
//   - [V11], V11-HMAC-SHA256, with a key derived by HKDF;
//   - [Token], an IAM token in X-Auth-Token, which signs nothing.
//
// All are pure functions, and the three that sign share one canonical request:
// method, path, query, some headers and the hash of the body. Signed are host,
// x-sdk-date, and of x-project-id, x-domain-id, x-security-token and
// x-sdk-content-sha256 what is on the request; other headers are left out,
// because proxies rewrite them. The vendors' tools sign other sets, and [Verify]
// takes any set that has x-sdk-date in it.
//
// What is signed is what is sent: the query is written in the form that was
// signed, names and values escaped but for letters, digits and -_.~ and in the
// order of their decoded names and values. A path whose segments are escaped like
// that is signed byte for byte, save for the slash that the canonical form has at
// its end.
//
// The service locks an access key for five minutes after five bad signatures, so
// requests that it could read in another way than we do are refused instead of
// signed.
//
// The scheme is described at
// https://support.huaweicloud.com/intl/en-us/devg-apig/apig-dev-180307034.html.
package huawei
