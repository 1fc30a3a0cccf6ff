package store

import (
	"reflect"
	"slices"
	"sync"

	"woshou/data"
)

// CaseDue is one thing that a case asks for by a day.
type CaseDue struct {
	Case data.CaseID
	data.Due
}

// Due returns what all cases ask for, earliest first, as data.Deadlines finds it for
// each. It is answered from memory.
func (s *Store) Due(today data.Day, cal *data.Calendar) []CaseDue {
	var out []CaseDue
	c := new(data.Case)
	for it := range s.ordered() {
		if it.slim == nil {
			continue
		}
		it.slim.fill(c)
		for _, d := range data.Deadlines(c, today, cal) {
			out = append(out, CaseDue{it.row.ID, d})
		}
	}
	slices.SortStableFunc(out, func(a, b CaseDue) int { return int(a.On - b.On) })
	return out
}

// slim is a case without its long texts and without lists that data.Deadlines does not
// look at; everything else is kept, so that a rule may come to look at it. A case has
// very many fields and most are empty, so that it is kept field by field.
type slim []kept

type kept struct {
	field int
	value any
}

// slims saves making room for a case again and again.
var slims = sync.Pool{New: func() any { return new(data.Case) }}

func newSlim(c *data.Case) slim {
	x := slims.Get().(*data.Case)
	defer slims.Put(x)
	*x = *c
	x.ID, x.Number, x.Year, x.Seq, x.Claimed = data.CaseID{}, "", 0, 0, 0
	x.Place, x.Summary, x.Requests = "", "", ""
	x.Tags, x.Mediators, x.Parties, x.Inquiries, x.Evidence, x.Papers = nil, nil, nil, nil, nil, nil
	x.Sessions, x.Folded = nil, data.Folded{}
	if last := c.LastMeeting(); last != nil && (last.NextOn != 0 || len(c.HandUps) > 0) {
		x.Sessions = []data.Session{{ID: last.ID, On: last.On, NextOn: last.NextOn}}
	}
	x.Agreements = slices.Clone(c.Agreements)
	for i := range x.Agreements {
		a := &x.Agreements[i]
		a.Facts, a.Parties, a.Marks = "", nil, nil
	}
	v := reflect.ValueOf(x).Elem() // of what is addressable Interface copies just the field
	out := slim{}
	for i := range v.NumField() {
		if f := v.Field(i); !f.IsZero() {
			out = append(out, kept{i, f.Interface()})
		}
	}
	return slices.Clone(out)
}

// fill makes c the case.
func (s slim) fill(c *data.Case) {
	*c = data.Case{}
	v := reflect.ValueOf(c).Elem()
	for _, k := range s {
		v.Field(k.field).Set(reflect.ValueOf(k.value))
	}
}
