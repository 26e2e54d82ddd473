// Package huawei finds the credentials of Huawei Cloud and Open Telekom Cloud:
// keys in the environment and in profile files, tokens from IAM, and the
// project that a region's name stands for.
//
// Tokens: https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html
package huawei
