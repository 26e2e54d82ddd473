//go:build !race

package sdrs_test

const raceDetector = false
