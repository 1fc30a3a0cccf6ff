//go:build !windows && !(ime && linux && x11)

package ime

// place does nothing: this build has no way to reach the input method.
func place(any, spot) {}
