// Package alibaba signs and verifies requests to Alibaba Cloud, in the two
// schemes that its services take: [RPCV1], which signs the parameters of query
// and form with HMAC-SHA1, and [ACS3], which signs headers, query and body with
// HMAC-SHA256. DBS is called with ACS3 and FnF with RPCV1 by the vendor's own
// clients; its documentation recommends ACS3 for everything.
//
// Both are pure functions, and what they sign is what is sent: each writes the
// query in the form that it signed, names and values escaped but for letters,
// digits and -_.~ and in the order of their decoded names. A path whose segments
// are escaped like that is signed byte for byte. Requests on which a server could
// disagree with us are refused instead of signed: parameters given twice, broken
// escapes, hosts that change on the way.
//
// The schemes are described at
// https://help.aliyun.com/en/sdk/product-overview/rpc-mechanism (RPCV1) and
// https://alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
// (ACS3).
package alibaba
