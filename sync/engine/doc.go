// Package engine is the village's side of the link: it brings the device's events
// to the township and the village's stream back, whenever there is a line, and
// says in stable codes how that stands. What to do with an answer is decided in
// step.go, a pure function without clock, line or randomness; the rest is thin.
package engine
