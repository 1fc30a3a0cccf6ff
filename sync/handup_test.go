package sync_test

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/letter"
	"woshou/sync/township"
	"woshou/sync/township/ledger"
)

// secret stands in what is handed up and may be read nowhere but where it is opened.
const secret = "毛竹林界址以老水渠为准"

// handUp hands a case up over the line, and attachments of it.
func (v *village) handUp(id data.CaseID, along ...data.Attachment) data.ElementID {
	v.t.Helper()
	before := v.get(id)
	after, o, err := v.handedUp(before, along...)
	if err == nil {
		_, err = v.st.SaveOpened(string(data.MoveHandUp), before, after, o)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	return o.HandUp
}

// handedUp returns what a case is when it goes up with attachments, and what the township
// may read; an error says that it may not go now.
func (v *village) handedUp(before *data.Case, along ...data.Attachment) (*data.Case, data.Opened, error) {
	seal, h, day := v.st.Link().Seal, data.NewElementID(), data.DayOf(noon())
	after := before.Clone()
	after.HandUps = append(after.HandUps, data.HandUp{
		ID: h, To: "清河镇人民调解委员会", Reason: secret, History: secret, Contact: "寿永康", Duty: "规定", SentOn: day,
		Copies: []data.HandUpCopy{{ID: "p", Title: "记录", Pages: 1}}, SealedTo: letter.NameOf(seal), Parts: []string{"parties"},
	})
	recorded := &after.HandUps[len(after.HandUps)-1]
	if err := data.Do(after, data.MoveHandUp, day); err != nil {
		return nil, data.Opened{}, err
	}
	l := letter.Letter{
		Case: before.ID, HandUp: h, From: "东沟村人民调解委员会", To: "清河镇人民调解委员会", Reason: secret, History: secret, Contact: "寿永康", SentOn: day,
		Duty: "规定", Parts: []letter.Part{{Code: "parties", Title: "当事人", Rows: []letter.Row{{Label: "申请人", Value: "俞𬭎伟"}}}},
	}
	for _, a := range along {
		f, key, err := v.st.FileKey(before.ID, a)
		if err != nil {
			return nil, data.Opened{}, err
		}
		l.Files = append(l.Files, letter.File{Title: a.Name, Media: a.Media, Size: a.Size, Hash: a.Hash, Name: f.Name, Key: key})
		recorded.Files = append(recorded.Files, data.HandUpFile{ID: a.ID, Name: a.Name, Hash: a.Hash})
	}
	o, err := l.Seal(seal, v.st.Recipient())
	return after, o, err
}

func (w *town) handUps() (all []ledger.HandUp) {
	w.t.Helper()
	err := w.led.View(w.t.Context(), func(r ledger.Reader) (err error) { all, err = r.HandUps(100); return err })
	if err != nil {
		w.t.Fatal(err)
	}
	// The clock of the tests stands still: the newest is the one behind in the stream.
	slices.SortFunc(all, func(a, b ledger.HandUp) int { return cmp.Compare(b.GSN, a.GSN) })
	return all
}

// answer answers the newest hand-up.
func (w *town) answer(a township.Answer) {
	w.t.Helper()
	h := w.handUps()[0]
	a.By = "王镇长"
	if err := w.srv.AnswerHandUp(w.t.Context(), "clerk", h.Village, h.ID, a); err != nil {
		w.t.Fatal(err)
	}
}

// answered answers the newest hand-up; nothing is counted otherwise before the village
// knows, nor after.
func (v *village) answered(a township.Answer) {
	v.t.Helper()
	v.w.answer(a)
	v.wantCounted()
	v.sync()
	v.wantCounted()
}

func (v *village) get(id data.CaseID) *data.Case {
	v.t.Helper()
	c, err := v.st.Case(id)
	if err != nil {
		v.t.Fatal(err)
	}
	return c
}

// wantUp checks where a case stands: its status, and whether the township owns it.
func (v *village) wantUp(id data.CaseID, status data.Status, away bool) *data.Case {
	v.t.Helper()
	c := v.get(id)
	if c.Status != status || (c.AtTownship() != nil) != away || len(c.Conflicts) > 0 {
		v.t.Errorf("status %s, at the township %v, conflicts %v; want %s, %v", c.Status, c.AtTownship() != nil, c.Conflicts, status, away)
	}
	v.wantCounted()
	return c
}

// wantCounted checks that village and township count the same cases, each once.
func (v *village) wantCounted() {
	v.t.Helper()
	all, sum, err := v.w.srv.Totals(data.Period{}, data.FigureAccepted)
	if err != nil || len(all) != 1 {
		v.t.Fatal(len(all), err)
	}
	var own []data.Fact
	for _, row := range v.st.FactRows() {
		f, err := data.DecodeFact(row)
		if err != nil {
			v.t.Fatal(err)
		}
		own = append(own, f)
	}
	want := data.TotalsOf(own, data.Period{}, data.FigureAccepted)
	if diff := gocmp.Diff(want.Figures, all[0].Totals.Figures); diff != "" {
		v.t.Error("the village counts otherwise than the township:", diff)
	}
	if diff := gocmp.Diff(want.Figures, sum.Figures); diff != "" {
		v.t.Error("the sum is not the village's:", diff)
	}
	if len(own) != len(v.cases) {
		v.t.Errorf("%d rows of %d cases", len(own), len(v.cases))
	}
}

// The whole life: handed up, accepted, returned, handed up again with the second next
// fence, settled there, closed here; each case counts once at each step.
func TestHandUp_WholeLife(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	id := v.add()
	v.add()
	v.sync()
	first := v.handUp(id)
	if c := v.get(id); c.Status != data.HandedUp || c.AtTownship() == nil || c.Fence != 1 {
		t.Errorf("before it is sent: %s, fence %d", c.Status, c.Fence)
	}
	v.sync()
	v.wantSame(2)
	v.wantUp(id, data.HandedUp, true)

	l, h, _, err := w.srv.ReadHandUp(t.Context(), "clerk", w.handUps()[0].Village, w.handUps()[0].ID)
	if err != nil || l.Reason != secret || l.Parts[0].Rows[0].Value != "俞𬭎伟" || h.Fence != 1 {
		t.Fatal(l, err)
	}
	v.answered(township.Answer{State: "accepted", Text: "收到"})
	v.wantSame(2)
	if c := v.wantUp(id, data.HandedUp, true); c.HandUps[0].AcceptedOn == 0 || c.HandUps[0].ReceivedBy != "王镇长" || c.HandUps[0].Result != "收到" {
		t.Errorf("%+v", c.HandUps[0])
	}
	v.answered(township.Answer{State: "returned", Text: "请先到场查看", Missing: "山权证"})
	v.wantSame(2)
	c := v.wantUp(id, data.Accepted, false)
	if got := c.HandUps[0]; got.ID != first || got.ReturnedOn == 0 || got.AcceptedOn != 0 || got.Missing != "山权证" || c.ConcludedOn != 0 || c.Fence != 2 {
		t.Errorf("%+v, fence %d", got, c.Fence)
	}

	v.handUp(id)
	v.sync()
	v.wantSame(2)
	if c := v.wantUp(id, data.HandedUp, true); c.Fence != 3 {
		t.Errorf("the second hand-up has fence %d", c.Fence)
	}
	on := data.DayOf(noon())
	v.answered(township.Answer{State: "settled", Result: data.OutcomeWritten, On: on, Text: "以老水渠中线为界", Amount: 300000})
	v.wantSame(2)
	c = v.wantUp(id, data.HandedUp, false)
	want := data.Feedback{On: on, Result: data.OutcomeWritten, Text: "以老水渠中线为界", Amount: 300000}
	if c.HandUps[1].Settled != want || c.HandUps[1].AcceptedOn == 0 || c.Fence != 4 {
		t.Errorf("%+v, fence %d", c.HandUps[1], c.Fence)
	}
	h = w.handUps()[0]
	if err := w.srv.AnswerHandUp(t.Context(), "clerk", h.Village, h.ID, township.Answer{State: "returned", By: "x", Text: "x"}); err == nil {
		t.Error("a case that was settled was returned")
	}
	after := c.Clone()
	if err := data.Do(after, data.MoveClose, on); err != nil {
		t.Fatal(err)
	}
	v.save("close", c, after)
	v.sync()
	v.wantSame(2)
	v.wantUp(id, data.Closed, false)
	if err := v.st.Verify(); err != nil {
		t.Error(err)
	}
}

// Two computers of a village see the same, whichever handed up.
func TestHandUp_TwoComputers(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	id := v.add()
	v.sync()
	other := v.clone()
	other.edit(v.add0(other), "另一台电脑的案件")
	other.sync()
	v.sync()
	v.handUp(id)
	v.sync()
	other.sync()
	if c := other.get(id); c.Status != data.HandedUp || c.AtTownship() == nil {
		t.Errorf("the other computer: %s", c.Status)
	}
	w.answer(township.Answer{State: "returned", Text: "退回"})
	for range 2 {
		other.sync()
		v.sync()
	}
	sameCases(t, v, other)
	if c := other.get(id); c.Status != data.Accepted || c.AtTownship() != nil {
		t.Errorf("after the return: %s", c.Status)
	}
	// Both hand up at the same time: two letters, one answer for both.
	v.handUp(id)
	other.handUp(id)
	for range 2 {
		v.sync()
		other.sync()
	}
	if n := len(w.handUps()); n != 3 {
		t.Errorf("%d letters", n)
	}
	w.answer(township.Answer{State: "returned", Text: "退回"})
	for range 2 {
		v.sync()
		other.sync()
	}
	sameCases(t, v, other)
	if c := v.get(id); c.AtTownship() != nil || c.HandUps[1].ReturnedOn == 0 || c.HandUps[2].ReturnedOn == 0 {
		t.Errorf("one letter is left unanswered: %+v", c.HandUps)
	}
}

// add0 adds a case at a computer that shares this village's list.
func (v *village) add0(at *village) data.CaseID {
	id := at.add()
	v.cases = append(v.cases, id)
	return id
}

func sameCases(t *testing.T, a, b *village) {
	t.Helper()
	for _, id := range a.cases {
		if diff := gocmp.Diff(a.get(id), b.get(id)); diff != "" {
			t.Error("two computers of a village differ:", diff)
		}
	}
	a.wantSame(len(a.cases))
	b.wantSame(len(a.cases))
}

// T11 with the real hand-up: a case is returned while a computer of the village edits it without a line. What it
// wrote came too late: it changes nothing, counts nothing, and waits on the desk.
func TestT11_HandedUpAndReturnedWhileAComputerEdits(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	id := v.add()
	v.sync()
	offline := v.clone()
	v.add0(offline)
	offline.sync()
	v.sync()

	v.handUp(id)
	v.sync()
	offline.edit(id, "离线时改的简要情况") // it does not know
	w.answer(township.Answer{State: "returned", Text: "退回"})
	v.sync()
	if c := v.get(id); c.Status != data.Accepted || c.Fence != 2 {
		t.Fatalf("%s, fence %d", c.Status, c.Fence)
	}
	for range 2 {
		offline.sync()
		v.sync()
	}
	sameCases(t, v, offline)
	v.wantCounted()
	c := v.get(id)
	if c.Status != data.Accepted || c.Summary != "邻里因宅基地通行发生争执。" || len(c.Sessions) != 0 {
		t.Errorf("what came too late was taken: %s %q %d", c.Status, c.Summary, len(c.Sessions))
	}
	kept := map[string]string{}
	for _, x := range c.Conflicts {
		if x.Reason != data.Late {
			t.Errorf("reason %s", x.Reason)
		}
		kept[strings.SplitN(x.Path, ".", 2)[0]] = string(x.Other)
	}
	if len(kept) != 3 || kept["summary"] != `"离线时改的简要情况"` || kept["status"] != `"mediating"` || kept["sessions"] == "" {
		t.Errorf("kept to be settled: %v", kept)
	}
	entries, _ := v.stream()
	late := 0
	for _, e := range entries {
		if e.Reason == ledger.ReasonLate {
			late++
		}
	}
	if late != 1 {
		t.Errorf("the township has %d late events", late)
	}
	history, err := v.st.History(id)
	shown := 0
	for _, e := range history {
		if e.Late {
			shown++
		}
	}
	if err != nil || shown != 1 {
		t.Errorf("the history shows %d late events, %v", shown, err)
	}
	// What is written from now on counts.
	v.edit(id, "退回后改的简要情况")
	v.sync()
	offline.sync()
	sameCases(t, v, offline)
	if c := offline.get(id); c.Summary != "退回后改的简要情况" || len(c.Conflicts) != 3 {
		t.Errorf("%q, %d items", c.Summary, len(c.Conflicts))
	}
	if err := errors.Join(v.st.Verify(), offline.st.Verify()); err != nil {
		t.Error(err)
	}
}

// A village takes its case back on paper while the township answers: the fence says who
// owns it, at both the same.
func TestHandUp_TakenBackOnPaper(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	id := v.add()
	v.sync()
	v.handUp(id)
	v.sync()
	c := v.get(id)
	after := c.Clone()
	after.HandUps[0].ReturnedOn, after.HandUps[0].Result = data.DayOf(noon()), "纸质退回"
	if err := data.Do(after, data.MoveReturn, data.DayOf(noon())); err != nil {
		t.Fatal(err)
	}
	v.save("hand_up_answer", c, after)
	v.sync()
	v.wantSame(1)
	v.wantUp(id, data.Accepted, false)
	h := w.handUps()[0]
	if err := w.srv.AnswerHandUp(t.Context(), "clerk", h.Village, h.ID, township.Answer{State: "accepted", By: "x"}); err == nil {
		t.Error("a case that was taken back was accepted")
	}
}

// A restored township gets letters and answers again, and owns what it owned.
func TestHandUp_ServerRestored(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	id := v.add()
	v.sync()
	saved := w.backup()
	v.handUp(id)
	v.sync()
	w.answer(township.Answer{State: "accepted"})
	v.sync()
	w.restore(saved, true)
	v.sync()
	v.wantSame(1)
	v.wantUp(id, data.HandedUp, true)
	if all := w.handUps(); len(all) != 1 || all[0].State != "" {
		t.Fatalf("%+v", all)
	}
	w.answer(township.Answer{State: "returned", Text: "退回"})
	v.sync()
	v.wantSame(1)
	if c := v.get(id); c.Status != data.Accepted || c.AtTownship() != nil {
		t.Errorf("%s", c.Status)
	}
}

// Not a word of a case handed up can be read in the township's files, nor anywhere by
// another village.
func TestHandUp_NobodyElseReadsIt(t *testing.T) {
	w := newTown(t)
	v, stranger := w.newVillage(t, w), w.newVillage(t, w)
	id := v.add()
	v.sync()
	v.handUp(id)
	v.sync()
	w.answer(township.Answer{State: "settled", Result: data.OutcomeWritten, On: data.DayOf(noon()), Text: secret})
	v.sync()
	stranger.add()
	stranger.sync()
	if rows := stranger.st.Rows(); len(rows) != 1 {
		t.Errorf("another village has %d cases", len(rows))
	}
	w.stop()
	defer w.start()
	files := 0
	for _, dir := range []string{w.dir, filepath.Dir(stranger.path)} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			for _, word := range []string{secret, "俞𬭎伟", "寿永康"} {
				if bytes.Contains(b, []byte(word)) {
					t.Errorf("%s has %s", filepath.Base(path), word)
				}
			}
			files++
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 5 {
		t.Errorf("only %d files were looked at", files)
	}
	o, err := data.DecodeOpened(handedUp(t, v))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := letter.Open(o, id, letter.Identity([32]byte{1: 1})); !errors.Is(err, letter.ErrKey) {
		t.Errorf("another key: %v", err)
	}
}

// handedUp returns what the village's last hand-up carries.
func handedUp(t *testing.T, v *village) (opened []byte) {
	t.Helper()
	all, err := v.st.After(0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range all {
		if e, err := data.DecodeEvent(raw); err == nil && len(e.Opened) > 0 {
			opened = e.Opened
		}
	}
	return opened
}

// The township's key comes with the first answer, is not repeated, and a change of it is
// kept to be shown.
func TestSealKey_ReachesTheVillage(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	v.sync()
	was := v.st.Link().Seal
	if letter.CheckRecipient(was) != nil {
		t.Fatalf("the township's key is %q", was)
	}
	w.restart()
	v.sync()
	if l := v.st.Link(); l.Seal != was || l.SealWas != "" {
		t.Errorf("after a restart: %q, before %q", l.Seal, l.SealWas)
	}
	w.stop()
	if err := os.Remove(filepath.Join(w.dir, "seal.key")); err != nil {
		t.Fatal(err)
	}
	w.start()
	v.sync()
	if l := v.st.Link(); l.Seal == was || l.SealWas != was || !l.SealSince.Equal(noon().Truncate(time.Second)) {
		t.Errorf("after a new key: %+v", l)
	}
}
