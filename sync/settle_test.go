package sync_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"woshou/data"
	"woshou/sync/township"
)

// decide settles the one open item of a case, by making the summary a text, as the desk
// does: the item goes and the text, if it is another one, comes.
func (v *village) decide(id data.CaseID, text string) {
	v.t.Helper()
	before := v.get(id)
	if len(before.Conflicts) != 1 {
		v.t.Fatalf("%d open items", len(before.Conflicts))
	}
	after := before.Clone()
	after.Conflicts, after.Summary = nil, text
	v.save("settle", before, after)
}

// Two computers settle one item without a line. The decision that comes later is shown; when
// it is another one, the earlier stays as an item, on both computers, whatever either chose.
func TestSettle_TwoComputersDecideDifferently(t *testing.T) {
	const shown, other = "乙写的", "甲写的"
	texts := []string{shown, other, "甲乙商定的", "乙甲商定的"}
	for _, one := range texts {
		for _, two := range texts {
			t.Run(fmt.Sprintf("%s, then %s", one, two), func(t *testing.T) {
				w := newTown(t)
				v, c, id := w.pair(newLine(w))
				v.edit(id, other)
				c.edit(id, shown)
				meet(v, c)
				for _, item := range v.get(id).Conflicts[1:] { // the two statuses are the same; more would be a defect
					t.Fatalf("another item: %+v", item)
				}
				v.decide(id, one)
				c.decide(id, two)
				meet(v, c)
				sameCases(t, v, c)
				got := c.get(id)
				if got.Summary != two {
					t.Errorf("%q is shown", got.Summary)
				}
				if one == two {
					if len(got.Conflicts) != 0 {
						t.Errorf("open: %+v", got.Conflicts)
					}
					return
				}
				var kept string
				if len(got.Conflicts) != 1 || json.Unmarshal(got.Conflicts[0].Other, &kept) != nil || kept != one || got.Conflicts[0].Reason != data.TwoPeople {
					t.Fatalf("open: %+v", got.Conflicts)
				}
				// Who decides now ends it.
				v.decide(id, two)
				meet(v, c)
				sameCases(t, v, c)
				if got := c.get(id); len(got.Conflicts) != 0 || got.Summary != two {
					t.Errorf("after it: %q, %+v", got.Summary, got.Conflicts)
				}
			})
		}
	}
}

// meet has computers exchange in turn until all know everything.
func meet(all ...*village) {
	for range 3 {
		for _, v := range all {
			v.sync()
		}
	}
}

// Two computers give one case another number at once: the later one is shown, the earlier
// is an item, and neither is given again.
func TestSettle_TwoComputersRenumberOneCase(t *testing.T) {
	w := newTown(t)
	v, c, id := w.pair(newLine(w))
	for range 3 { // each claims numbers of its own
		v.tended().sync()
		c.tended().sync()
	}
	given := map[int]bool{}
	for _, x := range []*village{v, c} {
		before := x.get(id)
		seq, err := x.st.NextNumber(2026)
		if err != nil || seq == 0 || given[seq] {
			t.Fatalf("number %d, %v", seq, err)
		}
		given[seq] = true
		after := before.Clone()
		after.Year, after.Seq, after.Number = 2026, seq, fmt.Sprintf("（2026）第%d号", seq)
		x.save("renumber", before, after)
	}
	meet(v, c)
	sameCases(t, v, c)
	got := v.get(id)
	var seq int
	for _, item := range got.Conflicts {
		if item.Path == "seq" {
			if err := json.Unmarshal(item.Other, &seq); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !given[got.Seq] || !given[seq] || seq == got.Seq {
		t.Errorf("number %d is shown and %d kept, of %v", got.Seq, seq, given)
	}
	for _, x := range []*village{v, c} {
		next, err := x.tended().st.NextNumber(2026)
		if err != nil || given[next] {
			t.Errorf("number %d is given again, %v", next, err)
		}
	}
	if err := errors.Join(v.st.Verify(), c.st.Verify()); err != nil {
		t.Error(err)
	}
}

// Two computers hand one case up at once, and while the township answers, one takes it back
// on paper: it has one owner throughout, and is counted once.
func TestSettle_TwoComputersHandUpAndOneTakesBack(t *testing.T) {
	for _, first := range []string{"the township", "the village"} {
		t.Run(first+" is first", func(t *testing.T) {
			w := newTown(t)
			v, c, id := w.pair(newLine(w))
			v.handUp(id)
			c.handUp(id)
			v.sync()
			c.sync() // it knows both letters, v its own
			before := v.get(id)
			after := before.Clone()
			after.HandUps[0].ReturnedOn, after.HandUps[0].Result = data.DayOf(noon()), "纸质退回"
			if err := data.Do(after, data.MoveReturn, data.DayOf(noon())); err != nil {
				t.Fatal(err)
			}
			v.save("hand_up_answer", before, after)
			if first == "the township" {
				w.answer(township.Answer{State: "settled", Result: data.OutcomeWritten, On: data.DayOf(noon()), Text: "调成"})
			}
			meet(v, c)
			sameCases(t, v, c)
			v.wantCounted()
			got := c.get(id)
			if got.AtTownship() != nil || got.Fence != 2 {
				t.Errorf("fence %d, at the township: %v", got.Fence, got.AtTownship() != nil)
			}
			for _, h := range got.HandUps {
				if h.ReturnedOn == 0 && h.Settled.On == 0 {
					t.Errorf("a letter is left open: %+v", h)
				}
			}
			if first == "the township" && len(got.Conflicts) == 0 {
				t.Error("what came on paper meanwhile is shown nowhere")
			}
		})
	}
}
