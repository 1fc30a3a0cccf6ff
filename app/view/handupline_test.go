package view

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/letter"
	"woshou/data/store"
)

var townKey = letter.Identity([32]byte{5: 1})

// linked gives a desk a township whose key the test has.
func linked(t *testing.T, d *Desk) {
	t.Helper()
	l := d.Store.Link()
	l.Address, l.Village, l.Seal = "town.test", "v1", townKey.Recipient().String()
	if err := d.Store.SetLink(l); err != nil {
		t.Fatal(err)
	}
}

// online is the form of a hand-up over the line.
func online(d *Desk, c *data.Case, parts ...string) HandUpForm {
	in := d.NewHandUp(c)
	in.To, in.Reason, in.SentOn, in.Online, in.Parts = "清溪镇人民调解委员会", "界址不清，双方各执山权证", d.Today(), true, parts
	in.Consents = ConsentsOn(c, d.Today())
	return in
}

// openedLetter returns what the last event of the device shows the township.
func openedLetter(t *testing.T, d *Desk, c *data.Case) (*letter.Letter, data.Event) {
	t.Helper()
	all, err := d.Store.After(0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	e, err := data.DecodeEvent(all[len(all)-1])
	if err != nil {
		t.Fatal(err)
	}
	o, err := data.DecodeOpened(e.Opened)
	if err != nil {
		t.Fatal(err)
	}
	l, err := letter.Open(o, c.ID, townKey)
	if err != nil {
		t.Fatal(err)
	}
	return l, e
}

func TestHandUpOnline_ShowsWhatWasTickedAndNothingElse(t *testing.T) {
	d, c := played(t, "07", "session", 3, "2026-05-08")
	if d.CanHandUpOnline() {
		t.Error("without a township there is a line")
	}
	_, err := d.HandUp(c, online(d, c, PartParties))
	wantInvalid(t, err, "handup.way", "handup.no_key")
	linked(t, d)
	_, err = d.HandUp(c, online(d, c))
	wantInvalid(t, err, "handup.parts", "choice.empty")
	none := online(d, c, PartParties)
	none.Consents = nil
	_, err = d.HandUp(c, none)
	wantInvalid(t, err, "handup.consents", "consent.each")

	in := online(d, c, PartDispute, PartParties)
	preview, err := d.HandUpLetter(c, in)
	if err != nil {
		t.Fatal(err)
	}
	c, err = d.HandUp(c, in)
	if err != nil {
		t.Fatal(err)
	}
	read, e := openedLetter(t, d, c)
	preview.HandUp = read.HandUp
	if diff := cmp.Diff(preview, read); diff != "" {
		t.Error("the township reads something else than the preview:", diff)
	}
	h := c.HandUps[0]
	if !slices.Equal(h.Parts, []string{PartParties, PartDispute}) || h.SealedTo != letter.NameOf(townKey.Recipient().String()) || len(h.Consents) != 2 || e.Fence != 1 {
		t.Errorf("on record: %+v, fence %d", h, e.Fence)
	}
	text := words(d.LetterCards(read))
	for _, want := range []string{"骆阿水", "骆阿根", "界址不清", c.Summary, "人民调解委员会", "2026年5月8日", "调解记录 3页"} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter lacks %s", want)
		}
	}
	for _, p := range c.Parties {
		for _, hidden := range []string{string(p.IDNumber), p.Phone, p.Address} {
			if hidden != "" && strings.Contains(text, hidden) {
				t.Errorf("the letter shows %s", hidden)
			}
		}
	}
	if strings.Contains(text, c.Sessions[0].Notes) {
		t.Error("the letter shows the records of meetings")
	}
}

// Each part shows its own and has a name.
func TestLetterParts(t *testing.T) {
	d, c := played(t, "01", "perform", 1, "2026-07-10")
	for _, part := range LetterParts {
		rows := (&cards{w: d.Words, c: c, committee: d.Store.Committee(), today: d.Today()}).letterPart(part)
		if part == PartAgreements {
			rows = d.letterAgreements(c)
		}
		text := words([]Card{{Rows: rows}})
		want := map[string]string{
			PartParties: c.Parties[0].Name, PartContacts: c.Parties[0].Phone, PartIdentity: string(c.Parties[0].IDNumber), PartDispute: c.Summary,
			PartMeetings: c.Sessions[0].Notes,
		}[part]
		if !strings.Contains(text, want) || len(rows) == 0 && slices.Contains([]string{PartParties, PartDispute, PartMeetings, PartAgreements}, part) {
			t.Errorf("%s: %q lacks %q", part, text, want)
		}
		if name := d.Words.T("letter." + part); name == "letter."+part {
			t.Errorf("%s has no name", part)
		}
	}
}

func words(cards []Card) string {
	var out []string
	for _, c := range cards {
		out = append(out, c.Title, c.Note)
		for _, r := range c.Rows {
			out = append(out, r.Label, r.Value)
		}
	}
	return strings.Join(out, "\n")
}

// answer is an event of the township, as it comes with a pull.
func answer(t *testing.T, d *Desk, c *data.Case, kind string, change func(h *data.HandUp)) {
	t.Helper()
	before, after := &data.Case{ID: c.ID}, &data.Case{ID: c.ID}
	before.HandUps = []data.HandUp{{ID: c.HandUps[len(c.HandUps)-1].ID}}
	after.HandUps = slices.Clone(before.HandUps)
	change(&after.HandUps[0])
	body, err := letter.SealAnswer(d.Store.Recipient(), data.Body{Changes: data.Diff(before, after)})
	if err != nil {
		t.Fatal(err)
	}
	e := data.Event{
		Version: 1, UID: data.NewUID(), Device: data.DeviceID{9}, Epoch: data.Epoch{9}, Seq: 1, Kind: kind, Subject: c.ID, Fence: c.Fence, Body: body,
	}
	if kind != data.KindHandUpAccepted {
		e.Fence++
	}
	_, head, _ := d.Store.Head()
	l := d.Store.Link()
	l.ServerEpoch, l.GSN = data.Epoch{1}, l.GSN+1
	var pulled []store.Pulled
	for seq := uint64(1); seq <= head && l.GSN == 1; seq++ { // the village's own come first
		epoch, _, _ := d.Store.Head()
		pulled = append(pulled, store.Pulled{GSN: seq, Epoch: epoch, Seq: seq})
	}
	l.GSN = max(l.GSN, head+1)
	if err := d.Store.Receive(head, append(pulled, store.Pulled{GSN: l.GSN, Event: e.Encode()}), nil, l); err != nil {
		t.Fatal(err)
	}
}

func reread(t *testing.T, d *Desk, c *data.Case) *data.Case {
	t.Helper()
	c, err := d.Store.Case(c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestHandUpOnline_WhileTheTownshipHasIt(t *testing.T) {
	d, c := played(t, "07", "session", 3, "2026-05-08")
	linked(t, d)
	c, err := d.HandUp(c, online(d, c, PartParties))
	if err != nil {
		t.Fatal(err)
	}
	v := d.CaseView(c)
	if v.HandUps[0].Note != "已移送镇街，等候接收" || v.Next.Act != "" || !strings.Contains(v.Next.Hint, "镇街") {
		t.Errorf("%q, next %+v", v.HandUps[0].Note, v.Next)
	}
	for _, act := range []data.Move{ActEdit, ActParty, ActMediator, ActEvidence, ActFollowUp, data.MoveClose} {
		if m := v.Move(act); m.Allowed || m.Reason == "" {
			t.Errorf("%s is allowed: %+v", act, m)
		}
	}
	for _, act := range []data.Move{ActEscalate, ActAnswer} {
		if !v.Move(act).Allowed {
			t.Errorf("%s is not allowed: %s", act, v.Move(act).Reason)
		}
	}
	answer(t, d, c, data.KindHandUpAccepted, func(h *data.HandUp) { h.AcceptedOn, h.ReceivedBy = d.Today(), "王镇长" })
	c = reread(t, d, c)
	if v = d.CaseView(c); v.HandUps[0].Note != "已接收" || !strings.Contains(v.Next.Hint, "镇街已经接收") || !slices.Contains(v.HandUps[0].Rows, Pair{"答复日期", "2026年5月8日 王镇长"}) {
		t.Errorf("%+v", v.HandUps[0])
	}
	_, err = d.Close(c, DayForm{d.Today()})
	wantRefused(t, err, "close.away")
	answer(t, d, c, data.KindHandUpSettled, func(h *data.HandUp) {
		h.Settled = data.Feedback{On: d.Today(), Result: data.OutcomeWritten, Text: "以老水渠中线为界", Amount: 300000}
	})
	c = reread(t, d, c)
	if v = d.CaseView(c); v.HandUps[0].Note != "镇街已办结" || v.Next.Act != data.MoveClose || !slices.Contains(v.HandUps[0].Rows, Pair{"协议金额", "3,000.00元"}) {
		t.Errorf("%+v, next %s", v.HandUps[0], v.Next.Act)
	}
	history, err := d.History(c.ID)
	if err != nil || history[0].Who != "镇街" || history[0].What != "镇街办结反馈" {
		t.Errorf("%+v, %v", history[0], err)
	}
	if _, err = d.Close(c, DayForm{d.Today()}); err != nil {
		t.Error(err)
	}
}

func TestHandUpOnline_ReturnedOverTheLineAndOnPaper(t *testing.T) {
	d, c := played(t, "07", "session", 3, "2026-05-08")
	linked(t, d)
	c, err := d.HandUp(c, online(d, c, PartParties))
	if err != nil {
		t.Fatal(err)
	}
	answer(t, d, c, data.KindHandUpReturned, func(h *data.HandUp) { h.ReturnedOn, h.Result, h.Missing = d.Today(), "先到场查看", "山权证" })
	c = reread(t, d, c)
	if c.Status != data.Mediating || c.AtTownship() != nil || c.Fence != 2 || len(c.Conflicts) > 0 {
		t.Fatalf("%s, fence %d, %v", c.Status, c.Fence, c.Conflicts)
	}
	if c, err = d.HandUp(c, online(d, c, PartParties)); err != nil || c.Fence != 3 {
		t.Fatal(err, c.Fence)
	}
	if c, err = d.AnswerHandUp(c, AnswerForm{On: d.Today(), Returned: true, Result: "纸质退回"}); err != nil || c.Fence != 4 || c.AtTownship() != nil {
		t.Fatal(err)
	}
}

// What was written while the township had the case waits on the desk; a value can be taken,
// a step of the life cycle cannot.
func TestSettle_Late(t *testing.T) {
	d, c := played(t, "07", "session", 3, "2026-05-08")
	linked(t, d)
	late := c.Clone()
	late.Summary, late.Status = "移送以后才改的", data.Suspended
	changes := data.Diff(c, late)
	c, err := d.HandUp(c, online(d, c, PartParties))
	if err != nil {
		t.Fatal(err)
	}
	answer(t, d, c, data.KindHandUpReturned, func(h *data.HandUp) { h.ReturnedOn, h.Result = d.Today(), "退回" })
	c = reread(t, d, c)
	data.Apply(c, &data.Event{UID: data.NewUID(), Subject: c.ID, Fence: 0}, data.Body{Changes: changes})
	if len(c.Conflicts) != 2 || c.Summary == "移送以后才改的" {
		t.Fatalf("%+v", c.Conflicts)
	}
	if c, err = d.Store.SaveCase("test", reread(t, d, c), c); err != nil {
		t.Fatal(err)
	}
	for _, x := range d.CaseView(c).Conflicts {
		if x.Reason != "在移送期间改过，没有采用" || x.Takable != (x.Other == "移送以后才改的") {
			t.Errorf("%+v", x)
		}
	}
	status := slices.IndexFunc(c.Conflicts, func(x data.Conflict) bool { return x.Path == "status" })
	_, err = d.Settle(c, SettleForm{Conflict: c.Conflicts[status].ID, Take: true})
	wantRefused(t, err, "settle.late")
	summary := c.Conflicts[1-status].ID
	if c, err = d.Settle(c, SettleForm{Conflict: c.Conflicts[status].ID}); err != nil {
		t.Fatal(err)
	}
	if c, err = d.Settle(c, SettleForm{Conflict: summary, Take: true}); err != nil || c.Summary != "移送以后才改的" || len(c.Conflicts) != 0 {
		t.Errorf("%v, %q, %v", err, c.Summary, c.Conflicts)
	}
}

func TestSync_ShowsAChangedKey(t *testing.T) {
	d, _ := played(t, "07", "session", 3, "2026-05-08")
	linked(t, d)
	v := &SyncView{}
	if d.townKey(v); len(v.Key) != 19 || v.KeyChanged != "" {
		t.Errorf("%+v", v)
	}
	l := d.Store.Link()
	l.Sealed(letter.Identity([32]byte{6: 1}).Recipient().String(), d.Now())
	if err := d.Store.SetLink(l); err != nil {
		t.Fatal(err)
	}
	was := v.Key
	if d.townKey(v); v.Key == was || !strings.Contains(v.KeyChanged, was) || !strings.Contains(v.KeyChanged, "2026年5月8日") {
		t.Errorf("%+v", v)
	}
}
