package view

import (
	"errors"
	"io/fs"
	"strings"

	"woshou/data"
	"woshou/data/store"
	"woshou/pdf"
	"woshou/sync/engine"
)

// Message is an error in plain words: what it is about, what happened and what
// is safe, and what to do next.
type Message struct{ Title, Text, Hint string }

// sentinels pairs the decisions a caller may take with the keys of their words.
// The first that fits is told, so the narrower ones come first.
var sentinels = []struct {
	err error
	key string
}{
	{store.ErrFull, "error.full"},
	{store.ErrReadOnly, "error.read_only"},
	{data.ErrDestroyed, "error.destroyed"},
	{data.ErrLocked, "error.locked"},
	{data.ErrNewer, "error.newer"},
	{data.ErrDamaged, "error.damaged"},
	{data.ErrPassword, "error.password"},
	{data.ErrChanged, "error.changed"},
	{store.ErrUnsent, "error.unsent"},
	{data.ErrNotFound, "error.not_found"},
	{fs.ErrExist, "error.exist"},
	{fs.ErrNotExist, "error.not_exist"},
	{fs.ErrPermission, "error.read_only"},
}

// Explain turns any error of the desk into plain words. An empty Message means
// that there is no error.
func Explain(w Words, err error) Message {
	var (
		bad     *data.Invalid
		no      *data.Refused
		missing *pdf.MissingGlyphs
		picture *pdf.BadPicture
	)
	switch {
	case err == nil:
		return Message{}
	case errors.As(err, &bad):
		return explainInvalid(w, bad)
	case errors.As(err, &no):
		return message(w.T("refused.title", w.T("move."+string(no.Move))), w.T("refused."+no.Code))
	case errors.As(err, &missing):
		return explainGlyphs(w, missing)
	case errors.As(err, &picture):
		return titled(w.T("error.picture", picture.Number))
	}
	for _, s := range sentinels {
		if errors.Is(err, s.err) {
			return titled(w.T(s.key))
		}
	}
	if code := engine.CodeOf(err); code != engine.CodeOther {
		return explainLink(w, string(code))
	}
	return titled(w.T("error.other"))
}

// ExplainConnect explains why a computer was not taken. Unlike an exchange, it is not tried
// again by itself.
func ExplainConnect(w Words, err error) Message {
	m := Explain(w, err)
	if _, ok := errors.AsType[*engine.Unreachable](err); ok {
		m.Hint = w.T("sync.try_again")
	}
	return m
}

// explainLink turns a code of the link into plain words.
func explainLink(w Words, code string) Message {
	text := w.T("link." + code)
	if text == "link."+code { // a code of a newer township
		text = w.T("link.other")
	}
	return titled(text)
}

// message parts a text into what happened and what to do.
func message(title, text string) Message {
	what, hint, _ := strings.Cut(text, "\n")
	return Message{Title: title, Text: what, Hint: hint}
}

// titled parts a text into title, what happened and what to do.
func titled(text string) Message {
	title, rest, _ := strings.Cut(text, "\n")
	return message(title, rest)
}

// explainInvalid names the field and says what is wrong with it. A number at the
// end of a field or code says which group of characters is meant.
func explainInvalid(w Words, e *data.Invalid) Message {
	field, group := cutNumber(e.Field)
	code, inCode := cutNumber(e.Code)
	title := w.T("field." + field)
	if title == "field."+field {
		title = w.T("invalid.title")
	}
	if group != "" {
		title = w.T("invalid.group", title, group)
	}
	text := w.T("invalid."+code, inCode)
	if text == "invalid."+code { // a code of another part of the program
		text = w.T("invalid.other")
	}
	return message(title, text)
}

// cutNumber takes a number off the end of a name: recovery.3, code.group2.
func cutNumber(name string) (base, n string) {
	base = strings.TrimRight(name, "0123456789")
	return strings.TrimSuffix(base, "."), name[len(base):]
}

// explainGlyphs names the characters that cannot be printed and where they stand.
func explainGlyphs(w Words, e *pdf.MissingGlyphs) Message {
	var parts []string
	for _, g := range e.Glyphs {
		where := strings.TrimRight(g.Label, "：")
		if where == "" {
			where = w.T("print.somewhere")
		}
		parts = append(parts, w.T("print.glyph", where, string(g.Char)))
	}
	return titled(w.T("error.glyphs", strings.Join(parts, "、")))
}
