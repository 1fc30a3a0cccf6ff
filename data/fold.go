package data

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// Folded is what folding events leaves beside a record's own fields.
type Folded struct {
	// Conflicts waits for a person to settle it.
	Conflicts []Conflict `json:"conflicts,omitzero"`
	// Extra holds fields that only a newer program knows, by path.
	Extra map[string]json.RawMessage `json:"extra,omitzero"`
}

func (f *Folded) folded() *Folded { return f }

// Conflict is a value that did not find its place: two people changed the same
// field, or someone changed what was frozen or removed. No value a person typed
// disappears without one (protocol invariant I8).
type Conflict struct {
	ID     ElementID      `json:"id,omitzero"`
	Path   string         `json:"path,omitzero"`
	Reason ConflictReason `json:"reason,omitzero"`
	// Other is the value that is not shown, in JSON: an empty one where someone else
	// had cleared the field.
	Other  json.RawMessage `json:"other,omitzero"`
	Event  UIDText         `json:"event,omitzero"`
	Author ElementID       `json:"author,omitzero"`
	At     int64           `json:"at,omitzero"`
}

// UIDText is an event's UID in hexadecimal.
type UIDText string

// ConflictReason is why a value is not shown.
type ConflictReason string

// The reasons of a conflict.
const (
	// TwoPeople: both changed the field, or the element; the later value is shown.
	TwoPeople ConflictReason = "two_people"
	// FrozenText: the agreement's text was frozen; the value was not taken.
	FrozenText ConflictReason = "frozen"
	// Removed: the element was removed, or the case made void, by someone else; the
	// value was not taken.
	Removed ConflictReason = "removed"
	// Late: the case had been handed up, or had come back, before this was known where
	// it was written; the value was not taken.
	Late ConflictReason = "late"
)

// Record is what events change: a *Case or the *Committee.
type Record interface {
	folded() *Folded
	// frozen reports whether a path may no longer change.
	frozen(path string) bool
}

// Diff returns the changes that lead from one state of a record to another, each
// with the digest of the value it replaces. Both must be of one type, and every
// element of their lists must have an ID of its own.
func Diff(from, to Record) []Change {
	var d differ
	d.fields("", reflect.ValueOf(from).Elem(), reflect.ValueOf(to).Elem())
	d.decided(from, to)
	return d.out
}

// decided states the value that was left as it is when an item was settled: that is a
// decision, too, and meets another one as a change does. A step of the life cycle is no
// value to decide on.
func (d *differ) decided(from, to Record) {
	left := to.folded().Conflicts
	for _, x := range from.folded().Conflicts {
		if find(left, func(c *Conflict) bool { return c.ID == x.ID }) != nil || x.Reason != TwoPeople && x.Reason != Late || Stamped(x.Path) {
			continue
		}
		p, known, lost := resolve(reflect.ValueOf(to).Elem(), x.Path)
		stated := slices.ContainsFunc(d.out, func(c Change) bool { return c.Path == x.Path })
		if known && !lost && p.kind == fieldPlace && !stated {
			d.out = append(d.out, Change{Path: x.Path, Value: encode(p.now()), Base: digest(rawOf(p.now()))})
		}
	}
}

// stamped are the fields of a case that only a step of the life cycle sets.
var stamped = []string{"status", "accepted_on", "concluded_on", "closed_on", "archived_on"}

// Stamped reports whether only a step of the life cycle sets what stands at a path.
func Stamped(path string) bool { return slices.Contains(stamped, path) }

type differ struct{ out []Change }

func (d *differ) fields(prefix string, a, b reflect.Value) {
	for _, f := range fieldsOf(a.Type()) {
		x, y := a.FieldByIndex(f.index), b.FieldByIndex(f.index)
		switch {
		case f.elements:
			if x.Len() > 0 || y.Len() > 0 {
				d.elements(prefix+f.name, x, y)
			}
		case x.Kind() == reflect.Struct && x.IsZero() && y.IsZero():
		case x.Kind() == reflect.Struct:
			d.fields(prefix+f.name+".", x, y)
		case !same(x, y):
			d.out = append(d.out, Change{Path: prefix + f.name, Value: encode(y), Base: digest(rawOf(x))})
		}
	}
}

func same(x, y reflect.Value) bool {
	switch x.Kind() {
	case reflect.String:
		return x.String() == y.String()
	case reflect.Slice:
		return x.Len() == 0 && y.Len() == 0 || reflect.DeepEqual(x.Interface(), y.Interface())
	case reflect.Map, reflect.Pointer, reflect.Interface:
		return reflect.DeepEqual(x.Interface(), y.Interface())
	}
	return x.Equal(y)
}

func (d *differ) elements(path string, a, b reflect.Value) {
	was, want := idsOf(a), idsOf(b)
	var order []ElementID // that the changes lead to by themselves
	for i, id := range was {
		if slices.Contains(want, id) {
			order = append(order, id)
			continue
		}
		d.out = append(d.out, Change{Path: path + "." + string(id), Value: json.RawMessage("null"), Base: digest(rawOf(a.Index(i)))})
	}
	for i, id := range want {
		at := slices.Index(was, id)
		switch {
		case at < 0:
			order = append(order, id)
			d.out = append(d.out, Change{Path: path + "." + string(id), Value: encode(b.Index(i))})
		case settles(a.Index(at), b.Index(i)):
			d.out = append(d.out, Change{Path: path + "." + string(id), Value: encode(b.Index(i)), Base: digest(rawOf(a.Index(at)))})
		default:
			d.fields(path+"."+string(id)+".", a.Index(at), b.Index(i))
		}
	}
	if !slices.Equal(order, want) {
		d.out = append(d.out, Change{Path: path, Value: encode(reflect.ValueOf(want))})
	}
}

// settles reports whether a change fixes the text of an agreement. The event then
// carries the agreement whole: what is on the paper is what the record shows, even
// where someone else edited the text at the same time.
func settles(from, to reflect.Value) bool {
	if from.Type() != reflect.TypeFor[Agreement]() {
		return false
	}
	a, b := from.Interface().(Agreement), to.Interface().(Agreement)
	return !a.settled() && b.settled()
}

// Apply folds an event into a record. It is the one function that makes state:
// the desk, the tests and every other computer of the village use it. It never
// fails; what it cannot place it keeps, as an Extra or a Conflict. The caller
// sees to it that each UID is applied once.
func Apply(r Record, e *Event, body Body) {
	c, isCase := r.(*Case)
	if isCase {
		c.ID = e.Subject
		if e.Fence < c.Fence {
			c.keepLate(e, body)
			return
		}
		c.Fence = e.Fence
	}
	frozen, again := make([]bool, len(body.Changes)), false
	for i, ch := range body.Changes {
		frozen[i] = r.frozen(ch.Path)
		again = again || settledBefore(r, ch)
	}
	for i, ch := range body.Changes {
		applyChange(r, e, ch, frozen[i], again)
	}
	if isCase {
		c.answerAll(e, body)
		c.answered(e)
	}
}

// keepLate keeps what a late event says, as far as it is not there anyway, without
// taking it.
func (c *Case) keepLate(e *Event, body Body) {
	for _, ch := range body.Changes {
		p, known, lost := resolve(reflect.ValueOf(c).Elem(), ch.Path)
		if known && !lost {
			next, fits, _ := p.read(ch.Value)
			if p.kind == orderPlace || fits && bytes.Equal(rawOf(p.now()), rawOf(next)) {
				continue
			}
		}
		c.keep(e, ch.Path, Late, ch.Value)
	}
}

// settledBefore reports whether a change settles an item that is settled already. Who
// wrote it had not seen the other decision, whatever the value was.
func settledBefore(r Record, ch Change) bool {
	id, ok := strings.CutPrefix(ch.Path, "conflicts.")
	return ok && string(ch.Value) == "null" && find(r.folded().Conflicts, func(c *Conflict) bool { return string(c.ID) == id }) == nil
}

// applyChange takes one change of an event; again says that the event settles what was
// settled before.
func applyChange(r Record, e *Event, ch Change, frozen, again bool) {
	f := r.folded()
	p, known, lost := resolve(reflect.ValueOf(r).Elem(), ch.Path)
	if lost && string(ch.Value) == "null" {
		return
	}
	if lost {
		f.keep(e, ch.Path, Removed, ch.Value)
		return
	}
	if !known {
		f.extra(ch.Path, ch.Value)
		return
	}
	next, fits, whole := p.read(ch.Value)
	if !fits || !whole {
		f.extra(ch.Path, ch.Value)
	}
	now := p.now()
	was := rawOf(now)
	if !fits || bytes.Equal(was, rawOf(next)) {
		return
	}
	if why := closed(r, ch.Path, frozen); why != "" {
		f.keep(e, ch.Path, why, ch.Value)
		return
	}
	if (again || digest(was) != ch.Base) && p.kind != orderPlace && now.IsValid() {
		f.seen(ch)
		f.keep(e, ch.Path, TwoPeople, encode(now))
	}
	p.put(next)
}

// closed returns why a value is not taken, empty when it is. A void case stays void: nobody
// brings it back to life without knowing.
func closed(r Record, path string, frozen bool) ConflictReason {
	c, ok := r.(*Case)
	switch {
	case frozen:
		return FrozenText
	case ok && path == "status" && c.Status == Void:
		return Removed
	}
	return ""
}

func (f *Folded) extra(path string, value json.RawMessage) {
	if f.Extra == nil {
		f.Extra = map[string]json.RawMessage{}
	}
	f.Extra[path] = bytes.Clone(value)
}

// seen drops the item of the value that a change replaces: who wrote it decided on that one.
func (f *Folded) seen(ch Change) {
	f.Conflicts = slices.DeleteFunc(f.Conflicts, func(c Conflict) bool {
		return c.Path == ch.Path && c.Reason == TwoPeople && digest(c.Other) == ch.Base
	})
}

func (f *Folded) keep(e *Event, path string, why ConflictReason, other json.RawMessage) {
	sum := sha256.Sum256([]byte(e.UID.String() + path + "\n" + string(other)))
	id := ElementID(elementCode.EncodeToString(sum[:10]))
	if find(f.Conflicts, func(c *Conflict) bool { return c.ID == id }) != nil {
		return
	}
	f.Conflicts = append(f.Conflicts, Conflict{
		ID: id, Path: path, Reason: why, Other: bytes.Clone(other),
		Event: UIDText(e.UID.String()), Author: e.Author, At: e.At,
	})
}

func digest(value json.RawMessage) string {
	if value == nil {
		return ""
	}
	sum := sha256.Sum256(value)
	return hex.EncodeToString(sum[:8])
}

// Clone returns a deep copy to edit; the case itself stays as it is.
func (c *Case) Clone() *Case { return cloneRecord(c) }

// Clone returns a deep copy to edit.
func (c *Committee) Clone() *Committee { return cloneRecord(c) }

func (c *Committee) frozen(string) bool { return false }

// What may still change on a frozen agreement: the marks that put it in force
// while it is not, its performance, its prints, and its end.
var (
	openWhenFrozen  = []string{"marks", "mediator_mark", "seal_on", "paper_seen", "effective_on"}
	openWhenInForce = []string{"void_on", "void_reason", "prints"}
	openOfItem      = []string{"done_on", "paid_through", "receipt", "urges", "payments", "accepted_by"}
)

func (c *Case) frozen(path string) bool {
	rest, ok := strings.CutPrefix(path, "agreements.")
	if !ok {
		return false
	}
	id, field, _ := strings.Cut(rest, ".")
	a := c.Agreement(ElementID(id))
	if a == nil || !a.settled() {
		return false
	}
	if startsWithAny(field, openWhenInForce) {
		return false
	}
	if item, ok := strings.CutPrefix(field, "items."); ok {
		_, part, _ := strings.Cut(item, ".")
		return !startsWithAny(part, openOfItem)
	}
	return a.EffectiveOn != 0 || !startsWithAny(field, openWhenFrozen)
}

func startsWithAny(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
