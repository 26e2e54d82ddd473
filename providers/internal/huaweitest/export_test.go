package huaweitest

// Judge is what [Answer.Check] says of an operation.
func (a Answer) Judge(out bool, err error) string { return a.judge(out, err) }
