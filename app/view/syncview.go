package view

import (
	"context"
	"strings"
	"time"

	"woshou/data"
	"woshou/data/letter"
	"woshou/sync/engine"
)

// SyncView is the link to the township in plain words.
type SyncView struct {
	Enrolled bool
	Summary  string // one short sentence
	Tone     Tone
	Problem  Message // what stands in the way; empty when nothing does
	Unsent   string
	LastOK   string
	Address  string
	// ByStick says that the village has no line and exchanges by stick.
	ByStick bool
	// The digests over the village's fact rows, here and at the township, and how
	// many cases each is over.
	OwnDigest, TownDigest string
	OwnCases, TownCases   int
	Compare               string // the comparison in a sentence
	CompareTone           Tone
	// Differs are the cases that were found to differ, Listed how many are shown.
	Differs []Difference
	Listed  string
	// Key is the township's key by which cases are handed up, as people compare it;
	// KeyChanged says when another came in its place.
	Key, KeyChanged string
}

// Sync prepares the sync screen from the engine's state, or without an engine from
// what the store knows.
func (d *Desk) Sync() *SyncView {
	w := d.Words
	v := &SyncView{Address: d.Store.Link().Address}
	v.Unsent, _ = d.unsent()
	if d.Engine == nil {
		rows := d.Store.FactRows()
		v.OwnDigest, v.OwnCases = digest(data.TotalsCheck(rows)), len(rows)
		v.Summary, v.Compare = w.T("sync.alone"), w.T("sync.compare_none")
		return v
	}
	s := d.Engine.Status()
	v.OwnDigest, v.OwnCases = digest(s.OwnDigest), s.OwnCases
	d.linked(v, s)
	return v
}

func (d *Desk) linked(v *SyncView, s engine.Status) {
	w := d.Words
	v.Enrolled = s.Enrolled
	if v.ByStick = s.Enrolled && v.Address == ""; v.ByStick {
		v.Address = w.T("sync.by_stick")
	}
	d.townKey(v)
	if s.TownDigest != (data.Hash{}) {
		v.TownDigest, v.TownCases = digest(s.TownDigest), s.TownCases
	}
	v.LastOK = w.T("sync.never")
	if !s.LastOK.IsZero() {
		v.LastOK = w.T("sync.last", s.LastOK.In(time.Local).Format("2006-01-02 15:04"), ago(w, d.Now().Sub(s.LastOK)))
	}
	d.differences(v, s)
	v.Compare, v.CompareTone = w.T("sync.compare_none"), Plain
	switch {
	case v.TownDigest == "":
	case s.Same:
		v.Compare, v.CompareTone = w.T("sync.compare_same", v.OwnCases), Good
	case !s.Compared:
		v.Compare = w.T("sync.compare_waiting", s.Waiting)
	default:
		v.Compare, v.CompareTone = w.T("sync.compare_differ", v.OwnCases, v.TownCases), Bad
	}
	switch {
	case !s.Enrolled:
		v.Summary = w.T("sync.alone")
	case s.Problem != "":
		v.Problem = explainLink(w, string(s.Problem))
		v.Summary, v.Tone = v.Problem.Title, Warn
	case s.Busy:
		v.Summary, v.Tone = w.T("sync.busy"), Busy
	case s.Waiting > 0 && v.ByStick:
		v.Summary, v.Tone = w.T("sync.waiting_stick", s.Waiting), Busy
	case s.Waiting > 0:
		v.Summary, v.Tone = w.T("sync.waiting", s.Waiting), Busy
	default:
		v.Summary, v.Tone = w.T("sync.done"), Good
	}
}

// Connect takes this computer to a township: by its one-time code, or without one to where
// its township has moved.
func (d *Desk) Connect(ctx context.Context, address, code string) error {
	if strings.TrimSpace(code) == "" && d.Store.Link().Village != "" {
		return engine.Move(d.Store, address)
	}
	return engine.Enrol(ctx, d.Store, address, code)
}

// digest shows the first 16 digits in fours, as people compare them by eye.
func digest(h data.Hash) string {
	return fours(h.String())
}

// fours parts the first 16 digits of a number.
func fours(s string) string { return s[:4] + " " + s[4:8] + " " + s[8:12] + " " + s[12:16] }

// townKey shows the key that cases are sealed to, and a change of it.
func (d *Desk) townKey(v *SyncView) {
	l := d.Store.Link()
	if l.Seal != "" {
		v.Key = fours(string(letter.NameOf(l.Seal)))
	}
	if l.SealWas != "" {
		v.KeyChanged = d.Words.T("sync.key_changed", data.DayOf(l.SealSince).Chinese(), fours(string(letter.NameOf(l.SealWas))))
	}
}
