package view

import (
	"slices"

	"woshou/data"
)

// BeganView says how far a record has come that began as a new computer's or as a restored
// backup: what still comes, or, once all is there, what the township brought back.
type BeganView struct {
	Text string
	Tone Tone
	// Cases are those that the township brought back to a restored backup, newest first.
	Cases []DueRow
	// Done says that it can be put away: the user has read it.
	Done bool
}

// mostBrought bounds the cases that are named.
const mostBrought = 8

// Began returns what there is to tell; ok is false for nothing.
func (d *Desk) Began() (v BeganView, ok bool) {
	b, found := d.Store.Began()
	if !found {
		return v, false
	}
	w := d.Words
	switch read, last := d.read(); {
	case !b.Done && b.Joined && d.Store.Link().Village == "":
		v.Text, v.Tone = w.T("began.joining_alone", len(d.Store.Rows())), Warn
	case !b.Done && b.Joined:
		v.Text, v.Tone = w.T("began.joining"), Busy
		if last > 0 {
			v.Text = w.T("began.joining_count", read, last)
		}
	case !b.Done:
		v.Text, v.Tone = w.T("began.restored"), Busy
		if d.Store.Link().Village == "" {
			v.Text, v.Tone, v.Done = w.T("began.restored_alone"), Warn, true
		}
	case b.Joined:
		v.Text, v.Tone, v.Done = w.T("began.joined", len(d.Store.Rows())), Good, true
	case b.Came == 0:
		v.Text, v.Tone, v.Done = w.T("began.nothing"), Good, true
	default:
		v.Tone, v.Done = Good, true
		ids, err := d.Store.CameSince()
		v.Text = w.T("began.brought", b.Came, len(ids))
		if err == nil {
			v.Cases = d.brought(ids)
		}
	}
	return v, true
}

// read is how many of the township's events are here, of how many; zero while nobody knows.
func (d *Desk) read() (read, last uint64) {
	if d.Engine == nil {
		return 0, 0
	}
	s := d.Engine.Status()
	return s.Read, s.Last
}

func (d *Desk) brought(ids []data.CaseID) []DueRow {
	var out []DueRow
	for _, r := range d.Store.Rows() {
		if slices.Contains(ids, r.ID) && len(out) < mostBrought {
			out = append(out, DueRow{
				Case: r.ID, Title: r.Title, Number: numberOf(d.Words, &r),
				Label: d.Words.T("began.case"), When: r.Received.Chinese(), Tone: Plain,
			})
		}
	}
	return out
}
