package data

import (
	"encoding/json"
	"errors"
	"testing"
)

func up(c *Case, id ElementID, fence uint64) {
	next := c.Clone()
	next.HandUps = append(next.HandUps, HandUp{
		ID: id, To: "镇", Reason: "疑难", History: "六次", Contact: "寿永康", Duty: "规定", SentOn: on("05-12"),
		Copies: []HandUpCopy{{ID: "p", Title: "记录", Pages: 1}}, SealedTo: "k", Parts: []string{"parties"},
	})
	if err := Do(next, MoveHandUp, on("05-12")); err != nil {
		panic(err)
	}
	c.Save(&Event{UID: NewUID(), Subject: c.ID, Fence: fence}, Body{Diff(c, next)})
}

func returned(c *Case, id ElementID) (Event, Body) {
	body := Body{[]Change{{Path: "hand_ups." + string(id) + ".returned_on", Value: json.RawMessage(encodeDay("05-12"))}}}
	return Event{UID: NewUID(), Subject: c.ID, Kind: KindHandUpReturned, Fence: c.Fence + 1}, body
}

func encodeDay(s string) []byte {
	b, err := json.Marshal(on(s))
	if err != nil {
		panic(err)
	}
	return b
}

func upCase(t *testing.T) *Case {
	t.Helper()
	c := &Case{ID: CaseID{1}, Status: Mediating, ReceivedOn: on("04-20"), AcceptedOn: on("04-21"), Summary: "甲"}
	c.Parties = []Party{{ID: "p", Name: "骆阿水", InformedOn: on("04-21")}}
	return c
}

// The fence rises when the case goes and when it comes back, and with nothing else.
func TestCase_SaveRaisesTheFence(t *testing.T) {
	c := upCase(t)
	up(c, "h1", 0)
	if c.Fence != 1 || c.AtTownship() == nil || c.Status != HandedUp {
		t.Fatalf("fence %d, %s", c.Fence, c.Status)
	}
	e := Event{UID: NewUID(), Subject: c.ID, Fence: c.Fence}
	next := c.Clone()
	next.HandUps[0].AcceptedOn = on("05-11")
	c.Save(&e, Body{Diff(c, next)})
	if e.Fence != 1 || c.Fence != 1 {
		t.Errorf("an acceptance has fence %d", e.Fence)
	}
	e = Event{UID: NewUID(), Subject: c.ID, Fence: c.Fence}
	next = c.Clone()
	next.HandUps[0].AcceptedOn, next.HandUps[0].ReturnedOn = 0, on("05-12")
	if err := Do(next, MoveReturn, on("05-12")); err != nil {
		t.Fatal(err)
	}
	c.Save(&e, Body{Diff(c, next)})
	if e.Fence != 2 || c.Fence != 2 || c.AtTownship() != nil {
		t.Errorf("a return on paper has fence %d", e.Fence)
	}
	up(c, "h2", c.Fence)
	if c.Fence != 3 {
		t.Errorf("the second hand-up has fence %d", c.Fence)
	}
}

// A township's return leads the case back as far as it had come; whatever it says
// otherwise, and whatever the case did meanwhile, is kept.
func TestApply_Answer(t *testing.T) {
	c := upCase(t)
	up(c, "h1", 0)
	e, body := returned(c, "h1")
	Apply(c, &e, body)
	if c.Status != Mediating || c.ConcludedOn != 0 || c.Fence != 2 || len(c.Conflicts) > 0 {
		t.Errorf("%s, fence %d, %v", c.Status, c.Fence, c.Conflicts)
	}
	e, body = returned(c, "h1")
	Apply(c, &e, body) // a second time
	if c.Status != Mediating || len(c.Conflicts) > 0 {
		t.Errorf("returned twice: %s, %v", c.Status, c.Conflicts)
	}
	// A clock of the township in 1970 leads it back as well.
	c = upCase(t)
	up(c, "h1", 0)
	e, _ = returned(c, "h1")
	Apply(c, &e, Body{[]Change{{Path: "hand_ups.h1.returned_on", Value: json.RawMessage(`"1970-01-01"`)}}})
	if c.Status != Mediating {
		t.Errorf("with a wrong clock: %s", c.Status)
	}
}

// What comes too late is kept whole and changes nothing; what it repeats is not kept.
func TestApply_Late(t *testing.T) {
	c := upCase(t)
	edited := c.Clone()
	edited.Summary, edited.Place = "乙", "村口"
	edited.Sessions = []Session{{ID: "s", Notes: "谈过一次"}}
	late := Body{append(Diff(c, edited), Change{Path: "status", Value: json.RawMessage(`"handed_up"`)}, Change{Path: "new.field", Value: json.RawMessage(`1`)})}
	up(c, "h1", 0)
	was := c.Clone()
	Apply(c, &Event{UID: UID{9}, Author: "m2", Subject: c.ID, Fence: 0}, late)
	if c.Summary != "甲" || c.Place != "" || len(c.Sessions) != 0 || c.Fence != 1 || len(c.Extra) != 0 {
		t.Errorf("%+v", c)
	}
	kept := map[string]string{}
	for _, x := range c.Conflicts {
		kept[x.Path] = string(x.Other)
		if x.Reason != Late || x.Author != "m2" {
			t.Errorf("%+v", x)
		}
	}
	if len(kept) != 4 || kept["summary"] != `"乙"` || kept["place"] != `"村口"` || kept["sessions.s"] == "" || kept["new.field"] != "1" {
		t.Errorf("kept %v", kept)
	}
	c.Conflicts = nil
	if len(Diff(was, c)) > 0 {
		t.Error("something else changed")
	}
	Apply(c, &Event{UID: UID{10}, Subject: c.ID, Fence: 1}, Body{[]Change{{Path: "place", Value: json.RawMessage(`"村里"`)}}})
	if c.Place != "村里" {
		t.Error("what is not late was not taken")
	}
}

// No change sets a fence.
func TestApply_FenceIsNoField(t *testing.T) {
	c := upCase(t)
	Apply(c, &Event{UID: UID{1}, Subject: c.ID}, Body{[]Change{{Path: "fence", Value: json.RawMessage("7")}}})
	if c.Fence != 0 {
		t.Errorf("fence %d", c.Fence)
	}
	other := c.Clone()
	other.Fence = 9
	if changes := Diff(c, other); len(changes) > 0 {
		t.Errorf("%v", changes)
	}
}

func TestGuards_WhileTheTownshipHasIt(t *testing.T) {
	c := upCase(t)
	up(c, "h1", 0)
	c.HandUps[0].AcceptedOn = on("05-11")
	if code := refused(t, c, MoveClose, "05-12"); code != "close.away" {
		t.Errorf("closed while it is away: %s", code)
	}
	c.HandUps[0].Settled = Feedback{On: on("05-12"), Result: OutcomeWritten}
	if err := Why(c, MoveClose, on("05-12")); err != nil {
		t.Errorf("after it was settled: %v", err)
	}
	next := upCase(t)
	next.HandUps = []HandUp{{ID: "h", To: "镇", Reason: "x", History: "x", Contact: "x", Duty: "x", SentOn: on("05-11"), Copies: []HandUpCopy{{ID: "p"}}, SealedTo: "k"}}
	if code := refused(t, next, MoveHandUp, "05-11"); code != "handup.parts" {
		t.Errorf("handed up with nothing: %s", code)
	}
}

func TestHandUp_ReturnedIsNotUnsettled(t *testing.T) {
	c := &Case{HandUps: []HandUp{{ID: "h", AcceptedOn: 1, ReturnedOn: 2}}}
	if c.Unsettled() != nil {
		t.Error("a case that came back waits for a result")
	}
	if err := (Body{[]Change{{Path: "hand_ups.h.result"}}}).CheckAnswer(); err != nil {
		t.Error(err)
	}
	if err := (Body{[]Change{{Path: "status"}}}).CheckAnswer(); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
}
