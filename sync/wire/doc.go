// Package wire holds the messages that a village's computer and its township
// exchange, as Go values and as bytes, with their limits, their reasons and the
// enrolment code. It opens no connection, keeps nothing and knows no rule of the
// protocol; ../PROTOCOL.md describes the bytes.
package wire
