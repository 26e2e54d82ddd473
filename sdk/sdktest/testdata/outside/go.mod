// A provider that is no part of the SDK, as anybody could write one. .ci/run copies
// it to a folder of its own, lets it use the SDK beside it, and builds and tests it
// there.
module example.com/stow

go 1.26.0
