package data

import (
	"strings"
	"testing"
)

// on is a day of the sample cases: on("03-24") is 24 March 2026.
func on(s string) Day {
	if len(s) == len("03-24") {
		s = "2026-" + s
	}
	d, err := ParseDay(s)
	if err != nil || d == 0 {
		panic("not a day: " + s)
	}
	return d
}

// do takes a move that must be allowed.
func do(t *testing.T, c *Case, move Move, day string) {
	t.Helper()
	if err := Do(c, move, on(day)); err != nil {
		t.Fatal(err)
	}
}

// refused takes a move that must not be allowed, and returns the reason's code.
func refused(t *testing.T, c *Case, move Move, day string) string {
	t.Helper()
	err := Do(c, move, on(day))
	r, ok := err.(*Refused)
	if !ok || r.Move != move {
		t.Fatalf("%s from %s: %v, want it refused", move, c.Status, err)
	}
	return r.Code
}

func person(id ElementID, role Role, name string, number ResidentID) Party {
	return Party{ID: id, Role: role, Kind: Person, Name: name, IDNumber: number, ConsentOn: on("03-02"), InformedOn: on("03-02"), InformedBy: "m1"}
}

func meeting(id ElementID, day string) Session {
	return Session{ID: id, On: on(day), Place: "东篱村调解室", Mode: FaceToFace, Present: []ElementID{"a", "r"}, Mediators: []ElementID{"m1"}, Notes: "双方各自陈述。"}
}

func draft(seq int, kind DisputeType, parties ...Party) *Case {
	return &Case{
		ID: CaseID{15: byte(seq)}, Status: Draft, Type: kind, Source: Application, Number: DefaultNumberTemplate.Format("示清东", 2026, seq, ""),
		Year: 2026, Seq: seq, Summary: "双方因琐事发生争执。", Requests: "请求调解。", ReceivedOn: on("03-02"), Parties: parties,
		Mediators: []Assignment{{ID: "x1", Mediator: "m1", Name: "寿永康"}},
	}
}

// money is a clause that one party pays another once, and its items.
func money(id, from, to ElementID, amount Fen, due string) Clause {
	return Clause{ID: id, Kind: PayMoney, From: []ElementID{from}, To: []ElementID{to}, Amount: amount, Purpose: "赔偿款", Method: Cash, Due: on(due)}
}

func agreement(id ElementID, form AgreementForm, day string, clauses ...Clause) Agreement {
	a := Agreement{ID: id, Form: form, Version: 1, On: on(day), Facts: "双方确认的事实。", Clauses: clauses}
	for _, c := range clauses {
		for n, item := range ItemsOf(c) {
			item.ID = c.ID + ElementID("-i"+string(rune('1'+n)))
			a.Items = append(a.Items, item)
		}
	}
	return a
}

// sampleNeighbours is case 1 of the samples, six meetings held and the agreement of 24 March drafted.
func sampleNeighbours() *Case {
	c := draft(1, "02", person("a", Applicant, "叶建国", "339921196803150014"), person("r", Respondent, "张根土", "339921195911020036"))
	c.Claimed = 38600
	for i, day := range []string{"03-02", "03-05", "03-09", "03-13", "03-18", "03-24"} {
		c.Sessions = append(c.Sessions, meeting(ElementID("s"+string(rune('1'+i))), day))
	}
	c.Agreements = []Agreement{agreement("g", Written, "03-24",
		money("c1", "r", "a", 80000, "03-31"),
		Clause{ID: "c2", Kind: DoAct, From: []ElementID{"a"}, To: []ElementID{"r"}, Purpose: "按原样修复瓦片", AcceptedBy: "村民委员会", Due: on("04-10")},
		Clause{ID: "c3", Kind: DoAct, From: []ElementID{"r"}, To: []ElementID{"a"}, Purpose: "拆除遮挡物", Due: on("03-31")},
		Clause{ID: "c4", Kind: Refrain, Text: "双方今后有事找村调委会，不得动手。"},
	)}
	return c
}

// freeze prints an agreement as the desk does.
func freeze(c *Case, a *Agreement, day string) {
	a.FrozenOn, a.Prints, a.PrintHash = on(day), 1, strings.Repeat("ab", 32)
	a.Parties = c.Clone().Parties
}

// sign puts every mark on an agreement.
func sign(c *Case, a *Agreement, day string) {
	for _, p := range a.Signers(c) {
		a.Marks = append(a.Marks, Mark{ID: "k" + p.ID, Party: p.ID, Kind: Signature, On: on(day)})
	}
	a.MediatorMark, a.SealOn, a.PaperSeen = on(day), on(day), true
}

// agreed is case 1 in force: accepted, mediated, printed, signed and sealed on 24 March.
func agreed(t *testing.T) *Case {
	t.Helper()
	c := sampleNeighbours()
	do(t, c, MoveApply, "03-02")
	do(t, c, MoveAccept, "03-02")
	do(t, c, MoveMediate, "03-02")
	do(t, c, MoveAgree, "03-24")
	freeze(c, c.Current(), "03-24")
	do(t, c, MoveFreeze, "03-24")
	sign(c, c.Current(), "03-24")
	do(t, c, MoveEffect, "03-24")
	return c
}
