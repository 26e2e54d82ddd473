//go:build race

package main

// raceDetector makes everything many times slower; what is read often for the
// figure's sake is read less often then.
const raceDetector = true
