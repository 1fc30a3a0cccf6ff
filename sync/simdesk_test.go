package sync_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"woshou/data"
	"woshou/data/store"
)

// What people do at a village's computer in the simulation.

// saves runs do, which may save something in the computer's record, and notes what it did.
// A full disk is the only reason for which nothing may be saved, and then nothing is.
func (s *sim) saves(place int, a *actor, do func() error) (last data.UID, ok bool) {
	epoch, head, _ := a.st.Head()
	err := do()
	now, end, _ := a.st.Head()
	switch {
	case err != nil && (end != head || now != epoch):
		s.Errorf("C1: something was saved and told as not saved: %v", err)
	case err != nil && !errors.Is(err, store.ErrFull):
		s.Errorf("a save: %v", err)
	}
	if err != nil || end == head {
		return last, false
	}
	raws, err := a.st.After(head, 1<<20)
	if err != nil {
		s.Fatal(err)
	}
	for _, raw := range raws {
		e, err := data.DecodeEvent(raw)
		if err != nil {
			s.Fatal(err)
		}
		if !bytes.Equal(e.Encode(), raw) {
			s.Errorf("I11: an event is not what it encodes to")
		}
		s.must[e.UID], last = saved{place, e.Subject}, e.UID
	}
	return last, true
}

// pick returns a case of the computer's record that is fit, nil for none.
func (a *actor) pick(n int, fit func(*data.Case) bool) *data.Case {
	ids := a.known()
	for i := range ids {
		c, err := a.st.Case(ids[(n+i)%len(ids)])
		if err == nil && fit(c) {
			return c
		}
	}
	return nil
}

// known returns the cases of a computer's record that it did not destroy, in order.
func (a *actor) known() (ids []data.CaseID) {
	for _, row := range a.st.Rows() {
		if !row.Destroyed {
			ids = append(ids, row.ID)
		}
	}
	return sorted(ids)
}

// open says that a desk lets people work on a case.
func open(c *data.Case) bool {
	return c.AtTownship() == nil && (c.Status == data.Accepted || c.Status == data.Mediating)
}

// text returns a text that nobody typed before. Some are long, so that streams do not fit
// into one piece.
func (s *sim) text(d deed) string {
	s.texts++
	text := fmt.Sprintf("记录%d。", s.texts)
	if d.n%4 == 3 {
		text += hex.EncodeToString(photo(uint64(s.texts), 1+d.n%9000))
	}
	return text
}

// change takes in a case, or changes one, and notes what was typed.
func (s *sim) change(d deed, place int, a *actor) {
	t := typed{text: s.text(d)}
	was := a.pick(d.n, open)
	var ok bool
	if d.do == doAdd || was == nil {
		c := newCase(t.text)
		t.id = c.ID
		a.number(c)
		if t.uid, ok = s.saves(place, a, func() error { _, err := a.st.SaveCase("accept", emptyCase(c.ID), c); return err }); ok {
			s.gave(place, a, t.uid, c)
		}
	} else {
		kind := "mediate"
		if d.do == doFuture {
			kind = "of the future"
		}
		next := edited(was, t.text)
		t.id, t.seen, t.over = was.ID, []string{was.Summary}, was.Summary
		t.uid, ok = s.saves(place, a, func() error { _, err := a.st.SaveCase(kind, was, next); return err })
	}
	if ok {
		s.typed = append(s.typed, t)
	}
}

// changeOnFullDisk is change while the disk is full; what was typed is still on the
// screen, and saved when there is room.
func (s *sim) changeOnFullDisk(d deed, place int, a *actor) {
	before := len(s.typed)
	room := fill(s)
	s.change(d, place, a)
	a.st.Settle()
	room()
	if len(s.typed) == before {
		s.change(d, place, a)
		if len(s.typed) == before && !s.Failed() {
			s.Errorf("nothing can be saved although there is room again")
		}
	}
}

// settle decides an item: the other value comes, the shown one stays, or a third is
// written. Who settles has seen both.
func (s *sim) settle(d deed, place int, a *actor) {
	onSummary := func(x data.Conflict) bool { return x.Path == "summary" && x.Reason == data.TwoPeople }
	was := a.pick(d.n, func(c *data.Case) bool {
		return c.AtTownship() == nil && slices.ContainsFunc(c.Conflicts, onSummary)
	})
	if was == nil {
		return
	}
	at := slices.IndexFunc(was.Conflicts, onSummary)
	var other string
	if err := json.Unmarshal(was.Conflicts[at].Other, &other); err != nil {
		s.Fatal(err)
	}
	next := was.Clone()
	next.Conflicts = slices.Delete(next.Conflicts, at, at+1)
	switch d.n % 3 {
	case 1:
		next.Summary = other
	case 2:
		next.Summary = s.text(d)
	}
	uid, ok := s.saves(place, a, func() error { _, err := a.st.SaveCase("settle", was, next); return err })
	if ok {
		seen := slices.DeleteFunc([]string{was.Summary, other}, func(text string) bool { return text == next.Summary })
		s.typed = append(s.typed, typed{uid: uid, id: was.ID, text: next.Summary, seen: seen})
	}
}

// photoKey names a photo in a case.
type photoKey struct {
	id   data.CaseID
	part data.ElementID
}

// attached is a photo, the village that has it, and the event that put it there.
type attached struct {
	place int
	a     data.Attachment
	uid   data.UID
}

// attach puts a photo into a case.
func (s *sim) attach(d deed, place int, a *actor) {
	was := a.pick(d.n, open)
	if was == nil {
		return
	}
	content := photo(s.life.seed<<20+uint64(d.n), 1+d.n%40_000)
	if err := a.st.AddFile(was.ID, content); err != nil {
		s.Fatal(err)
	}
	next := was.Clone()
	at := data.Attachment{ID: data.NewElementID(), Name: "照片.jpg", Media: data.JPEG, Size: len(content), Hash: data.HashOf(content), On: 20000}
	next.Attachments = append(next.Attachments, at)
	if uid, ok := s.saves(place, a, func() error { _, err := a.st.SaveCase("attach", was, next); return err }); ok {
		s.photos[photoKey{was.ID, at.ID}] = attached{place, at, uid}
	}
}

// erase destroys a case by a list of the committee's.
func (s *sim) erase(d deed, place int, a *actor) {
	c := a.pick(d.n, func(c *data.Case) bool { return c.AtTownship() == nil })
	if c == nil {
		return
	}
	committee := a.st.Committee()
	if committee.Name == "" {
		return // it has not come yet, and the store refuses to begin another
	}
	committee.Destructions = append(committee.Destructions, data.Destruction{
		ID: data.NewElementID(), DoneOn: 20100, Cases: []data.DestroyedCase{{ID: data.NewElementID(), Case: c.ID}},
	})
	if _, ok := s.saves(place, a, func() error { return a.st.SaveCommittee("destroy", committee) }); ok {
		s.eraseListed(place, a)
	}
}

// eraseListed destroys here what a list names, as the program does at its start.
func (s *sim) eraseListed(place int, a *actor) {
	n := 0
	s.saves(place, a, func() (err error) { n, err = a.st.EraseListed(); return err })
	if n == 0 {
		return
	}
	for _, id := range a.st.Committee().Destroyed() {
		s.erased[id] = true
	}
	a.sleep()
}

// handUp hands a case up, where the township's key is known.
func (s *sim) handUp(d deed, place int, a *actor) {
	c := a.pick(d.n, open)
	if c == nil {
		return
	}
	next, o, err := a.handedUp(c)
	if err != nil {
		return // the life cycle does not allow it now
	}
	s.saves(place, a, func() error { _, err := a.st.SaveOpened(string(data.MoveHandUp), c, next, o); return err })
}

// takeBack records that a case came back on paper.
func (s *sim) takeBack(d deed, place int, a *actor) {
	c := a.pick(d.n, func(c *data.Case) bool { return c.AtTownship() != nil })
	if c == nil {
		return
	}
	next, day := c.Clone(), data.DayOf(noon())
	h := next.AtTownship()
	h.ReturnedOn, h.AcceptedOn, h.Result = day, 0, "纸质退回"
	if err := data.Do(next, data.MoveReturn, max(day, next.Earliest(data.MoveReturn))); err != nil {
		return
	}
	s.saves(place, a, func() error { _, err := a.st.SaveCase("hand_up_answer", c, next); return err })
}
