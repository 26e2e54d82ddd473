// Package huawei is what the services of Huawei Cloud and Open Telekom Cloud
// have in common: addresses by region, ways to sign, the project, the form of a
// request, and the forms in which they say no.
//
// Nothing here decides what an error means: a refusal carries the facts, and the
// tables of codes give them their kind.
package huawei
