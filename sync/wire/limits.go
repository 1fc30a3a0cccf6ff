package wire

import (
	"unicode/utf8"

	"woshou/data"
)

// Proto is the version of the protocol that this program speaks. Fields are added
// without raising it; it rises when an old program could misread a message.
const Proto = 1

// Where the township listens, and the media type of every message.
const (
	PathExchange = "/v1/exchange"
	PathEnrol    = "/v1/enrol"
	ContentType  = "application/x-woshou"
	// ALPN is what a program offers in TLS when it takes the pinned key itself as the
	// server's, in a chain of one certificate. A township that knows it selects
	// nothing: the answer costs no byte.
	ALPN = "w"
)

// Limits in bytes. Each is checked by the writer and again by the reader.
const (
	// MaxPush and MaxPull bound the events of one message; a single larger event
	// travels alone, so that no event can block the queue.
	MaxPush = 256 << 10
	MaxPull = 256 << 10
	// Piece is what an exchange begins with each way, and all that a program of 0.3.0
	// takes: a township says in its answers when it takes more, a computer in its
	// requests.
	Piece = 16 << 10
	// MinPiece is what pushes and pulls shrink to on a bad line.
	MinPiece = 1 << 10
	// MaxMessage bounds a message before and after compression.
	MaxMessage = data.MaxEvent + 64<<10
	// MaxEnrol bounds an enrolment message.
	MaxEnrol = 4 << 10
	// MaxText bounds a name or a code in a message.
	MaxText = 200
	// MaxKey bounds one wrapped key.
	MaxKey = 256
)

// Limits of counts in one message.
const (
	MaxEntries = 1024
	MaxKeys    = 1024
	// PieceEntries bounds entries and keys of an answer of up to Piece bytes.
	PieceEntries = 256
)

// Cut returns as much of a text as a message may have, ending with a whole character: a long
// name of a committee or a township must not keep a computer from being taken.
func Cut(text string) string {
	if len(text) <= MaxText {
		return text
	}
	end := MaxText
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
