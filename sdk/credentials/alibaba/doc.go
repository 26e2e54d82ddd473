// Package alibaba finds Alibaba Cloud's credentials where its own tools leave
// them: the environment, the CLI's profiles and the shared profiles.
//
// See https://github.com/aliyun/credentials-go for the vendor's own chain, whose
// names and files these are. Roles, OIDC and the metadata of ECS are not read
// yet; a profile that needs them says so.
package alibaba
