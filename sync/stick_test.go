package sync_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/township"
	"woshou/sync/wire"
)

// noLine is a village without any line.
func noLine(w *town) *lossy {
	l := newLine(w)
	l.plan = func([]byte, []byte) fault { return fault{kind: cutRequest} }
	return l
}

// knowTown gives a computer the township's public key, which enrolment brings.
func (v *village) knowTown() {
	v.t.Helper()
	l := v.st.Link()
	l.Sealed(v.w.recipient(), noon())
	l.Pin = v.w.pin()
	if err := v.st.SetLink(l); err != nil {
		v.t.Fatal(err)
	}
}

// rekey gives a township keys of its own: new ones of the tests have the same.
func (w *town) rekey() {
	w.t.Helper()
	w.stop()
	for _, name := range []string{"ca.pem", "ca.key", "seal.key"} {
		if err := os.Remove(filepath.Join(w.dir, name)); err != nil {
			w.t.Fatal(err)
		}
	}
	w.start()
}

func (w *town) pin() []byte { p := w.srv.Pin(); return p[:] }

// recipient is the township's public key as its villages know it.
func (w *town) recipient() string { return w.srv.Recipient() }

// write makes the file for the township.
func (v *village) write(files bool) []byte {
	v.t.Helper()
	var b bytes.Buffer
	if _, err := v.eng.WriteStick(v.t.Context(), &b, files); err != nil {
		v.t.Fatal(err)
	}
	return b.Bytes()
}

// stick takes a file in at the township and returns its answer.
func (w *town) stick(b []byte) ([]byte, township.StickReport) {
	w.t.Helper()
	var out bytes.Buffer
	r, err := w.srv.Stick(w.t.Context(), township.Operator, bytes.NewReader(b), &out)
	if err != nil {
		w.t.Fatal(err)
	}
	return out.Bytes(), r
}

func (v *village) read(b []byte) engine.Stick {
	v.t.Helper()
	got, err := v.eng.TakeStick(v.t.Context(), bytes.NewReader(b))
	if err != nil {
		v.t.Fatal(err)
	}
	return got
}

// The first file already has the computer's entry and its claim on numbers, and the first
// receipt confirms them: nothing waits for another way.
func TestStick_TheFirstReceiptBringsTheNumbers(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, noLine(w)).tended()
	v.knowTown()
	v.add()
	answer, report := w.stick(v.write(false))
	if report.Events != 3 { // the case's two and the claim
		t.Errorf("%+v", report)
	}
	v.read(answer)
	if _, err := v.eng.SyncNow(t.Context()); err == nil { // as the program tries in between
		t.Error("there is a line")
	}
	if waiting, _ := v.st.Pending(); waiting != 0 {
		t.Errorf("%d events wait after the first receipt", waiting)
	}
	if err := v.st.Share(); err != nil { // from now on only confirmed claims count
		t.Fatal(err)
	}
	if left, ok, err := v.st.NumbersLeft(today); left == 0 || !ok || err != nil {
		t.Errorf("%d numbers to give, %v %v", left, ok, err)
	}
}

func TestStick_BringsTheReceiptBack(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, noLine(w))
	v.knowTown()
	id := v.add()
	content := photo(1, 150_000)
	v.attach(id, content)
	for range 40 {
		v.edit(id, string(photo(3, 9000))) // more than one request
	}
	up := v.write(true)
	answer, report := w.stick(up)
	if report.Events != 43 || report.Files != 1 || report.Village == "" || report.Requests < 4 {
		t.Errorf("%+v", report)
	}
	got := v.read(answer)
	if got.Acked != 43 || got.Events != 0 || got.Again {
		t.Errorf("%+v", got)
	}
	v.wantSame(1)
	if send, fetch := v.st.FileQueue(v.st.Link().ServerEpoch); len(send)+len(fetch) != 0 || len(w.kept()) != 1 {
		t.Errorf("files %v, %v", send, fetch)
	}
	// Everything once more, in any order: no effect.
	head := v.st.Link()
	again, report := w.stick(up)
	if report.Events != 0 || report.Files != 1 {
		t.Errorf("the stick goes round twice: %+v", report)
	}
	v.edit(id, "拿到回执以后的记录")
	for _, b := range [][]byte{again, answer, again} {
		if got := v.read(b); got != (engine.Stick{}) {
			t.Errorf("an answer twice: %+v", got)
		}
	}
	if now := v.st.Link(); now.GSN != head.GSN || now.Stream != head.Stream || v.st.Acked() != 43 {
		t.Errorf("the cursor went from %d to %d, acked %d", head.GSN, now.GSN, v.st.Acked())
	}
	answer, _ = w.stick(v.write(false))
	v.read(answer)
	v.wantSame(1)
}

// A computer without a line gets what the others did, with their files.
func TestStick_BringsTheStream(t *testing.T) {
	w := newTown(t)
	v, c, id := w.pair(newLine(w))
	c.line = noLine(w)
	c.use(c.st)
	c.knowTown()
	content := photo(1, 150_000)
	a := v.attach(id, content)
	for range 40 {
		v.edit(id, string(photo(3, 9000)))
	}
	mine := c.add()
	v.syncFiles()
	answer, report := w.stick(c.write(true))
	if got := c.read(answer); !got.Again { // its folder is a copy of the other's
		t.Errorf("a fork: %+v", got)
	}
	answer, report = w.stick(c.write(true))
	c.read(answer)
	if report.Given != 0 { // the record that names it came with this very answer
		t.Errorf("%+v", report)
	}
	answer, report = w.stick(c.write(true))
	if got := c.read(answer); report.Given != 1 || got.Files != 1 {
		t.Errorf("%+v, %+v", report, got)
	}
	c.wantFile(id, a, content)
	v.sync()
	v.wantSame(2)
	if _, err := v.st.Case(mine); err != nil {
		t.Error(err)
	}
}

func TestStick_RefusesWhatIsNotForIt(t *testing.T) {
	w, other := newTown(t), newTown(t)
	other.rekey()
	v, u := w.newVillage(t, noLine(w)), w.newVillage(t, noLine(w))
	far := other.newVillage(t, noLine(other))
	for _, x := range []*village{v, u, far} {
		x.knowTown()
		x.add()
	}
	up := v.write(false)
	answer, _ := w.stick(up)
	farAnswer, _ := other.stick(far.write(false))
	stranger := unenrolled(t, w, noLine(w))
	if _, err := stranger.eng.WriteStick(t.Context(), &bytes.Buffer{}, false); !errors.Is(err, engine.ErrNotEnrolled) {
		t.Errorf("without a township: %v", err)
	}
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"another township's":     {far.write(false), township.ErrStickOther},
		"a photo":                {photo(1, 5000), wire.ErrForeign},
		"nothing":                {nil, wire.ErrForeign},
		"an answer":              {answer, township.ErrStickOther},
		"a village's peers' own": {peerStick(t, v), township.ErrStickOther},
	} {
		if _, err := w.srv.Stick(t.Context(), township.Operator, bytes.NewReader(c.b), &bytes.Buffer{}); !errors.Is(err, c.want) || township.StickWords(err) == "" {
			t.Errorf("at the township, %s: %v", name, err)
		}
	}
	before := v.st.Link()
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"another village's": {farAnswer, engine.ErrStickOther},
		"its own":           {up, engine.ErrStickOther},
		"a photo":           {photo(1, 5000), wire.ErrForeign},
	} {
		if _, err := v.eng.TakeStick(t.Context(), bytes.NewReader(c.b)); !errors.Is(err, c.want) {
			t.Errorf("at the village, %s: %v", name, err)
		}
	}
	// Signed by a township that is not this computer's.
	l := v.st.Link()
	l.Pin = other.pin()
	if err := v.st.SetLink(l); err != nil {
		t.Fatal(err)
	}
	if _, err := v.eng.TakeStick(t.Context(), bytes.NewReader(answer)); !errors.Is(err, engine.ErrStickForged) {
		t.Errorf("another authority: %v", err)
	}
	if now := v.st.Link(); now.GSN != before.GSN || v.st.Acked() != 0 {
		t.Errorf("something was taken in: %+v", now)
	}
}

// Cut at every hundredth byte and at the ends: nothing is taken in on either side.
func TestStick_CutAnywhere(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, noLine(w))
	v.knowTown()
	v.add()
	up := v.write(false)
	cuts := func(n int) (at []int) {
		for i := 0; i < n-20; i += 97 {
			at = append(at, i)
		}
		for i := max(n-20, 0); i < n; i++ {
			at = append(at, i)
		}
		return at
	}
	for _, at := range cuts(len(up)) {
		if _, err := w.srv.Stick(t.Context(), township.Operator, bytes.NewReader(up[:at]), &bytes.Buffer{}); err == nil {
			t.Fatalf("cut at %d: taken in", at)
		}
	}
	if entries, _ := v.stream(); len(entries) != 0 {
		t.Errorf("%d events of cut files", len(entries))
	}
	answer, _ := w.stick(up)
	for _, at := range cuts(len(answer)) {
		if _, err := v.eng.TakeStick(t.Context(), bytes.NewReader(answer[:at])); err == nil || v.st.Acked() != 0 {
			t.Fatalf("cut at %d: %v, acked %d", at, err, v.st.Acked())
		}
	}
	v.read(answer)
	v.wantSame(1)
}

// A server that came back from a backup, a computer set back, a copy: the rules of the line
// hold by stick too.
func TestStick_RepairsAsTheLineDoes(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, noLine(w))
	v.knowTown()
	round := func() {
		t.Helper()
		for range 4 {
			answer, _ := w.stick(v.write(false))
			v.read(answer)
		}
	}
	v.add()
	round()
	old, oldTown := v.backup(), w.backup()
	lost := v.add()
	late := v.write(false)
	round()
	v.restore(old) // the computer is set back
	v.add()
	round()
	v.wantSame(3)
	if _, err := v.st.Case(lost); err != nil {
		t.Error(err)
	}
	w.restore(oldTown, true) // and the server
	round()
	v.wantSame(3)
	_, _ = w.srv.Stick(t.Context(), township.Operator, bytes.NewReader(late), &bytes.Buffer{}) // of an epoch that is over
	round()
	v.wantSame(3)
}

func peerStick(t *testing.T, v *village) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := engine.WritePeer(v.st, &b, true); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (v *village) takePeer(b []byte) engine.Stick {
	v.t.Helper()
	got, err := v.eng.TakePeer(v.t.Context(), bytes.NewReader(b))
	if err != nil {
		v.t.Fatal(err)
	}
	return got
}

// Two computers of a village exchange by stick, and later both meet at the township.
func TestPeerStick_MeetsAtTheTownshipOnce(t *testing.T) {
	w := newTown(t)
	v, c, id := w.pair(newLine(w))
	content := photo(1, 90_000)
	a := v.attach(id, content)
	v.edit(id, "甲电脑上的记录")
	c.edit(id, "乙电脑上的记录")
	mine, theirs := v.add(), c.add()
	first := peerStick(t, v)
	if got := c.takePeer(first); got.Events != 3 || got.Files != 1 {
		t.Errorf("%+v", got)
	}
	if got := c.takePeer(first); got.Events != 0 || got.Files != 0 {
		t.Errorf("twice: %+v", got)
	}
	c.wantFile(id, a, content)
	if _, err := c.st.Case(mine); err != nil {
		t.Error(err)
	}
	v.takePeer(peerStick(t, c))
	if _, err := v.st.Case(theirs); err != nil {
		t.Error(err)
	}
	if err := c.st.Verify(); err != nil {
		t.Error(err)
	}
	for range 4 {
		v.syncFiles()
		c.syncFiles()
	}
	v.wantSame(3)
	c.wantSame(3)
	one, err := v.st.Case(id)
	two, err2 := c.st.Case(id)
	if err != nil || err2 != nil || one.Summary != two.Summary || len(one.Sessions) != 2 || len(two.Sessions) != 2 || len(one.Conflicts) == 0 {
		t.Errorf("%v %v: %q and %q, %d and %d sessions", err, err2, one.Summary, two.Summary, len(one.Sessions), len(two.Sessions))
	}
}

// What a computer without any line did reaches the township with the other's next contact.
func TestPeerStick_CarriesForTheOther(t *testing.T) {
	w := newTown(t)
	v, c, id := w.pair(newLine(w))
	c.line = noLine(w)
	c.use(c.st)
	c.edit(id, "没有网络的电脑上的记录")
	mine := c.add()
	content := photo(2, 40_000)
	c.attach(mine, content)
	v.takePeer(peerStick(t, c))
	for range 2 {
		v.syncFiles()
	}
	v.wantSame(2)
	if n := len(w.kept()); n != 1 {
		t.Errorf("%d files at the township", n)
	}
	c.line = newLine(w)
	c.use(c.st)
	for range 3 {
		c.syncFiles()
		v.syncFiles()
	}
	c.wantSame(2)
	v.wantSame(2)
}

// What another computer did stays before what was done here on top of it (C7), where both go
// to the township by stick.
func TestPeerStick_KeepsItsPlaceByStick(t *testing.T) {
	w := newTown(t)
	v, c, id := w.pair(newLine(w))
	v.knowTown()
	c.line = noLine(w)
	c.use(c.st)
	c.edit(id, "没有网络的电脑上的记录")
	theirs := c.add()
	v.takePeer(peerStick(t, c))
	v.edit(id, "看了以后再改的")
	v.edit(theirs, "看了以后再改的")
	answer, r := w.stick(v.write(false))
	if v.read(answer); r.Events != 4 {
		t.Errorf("%d events went with the first file, want 4", r.Events)
	}
	v.wantSame(2)
	v.wantSettled(id, theirs)
}

// The same at the first contact of a computer that began with another one's file, over the
// line and by stick.
func TestPeerStick_KeepsItsPlaceAtTheFirstContact(t *testing.T) {
	w := newTown(t)
	a, _, address := first(t, w)
	a.accept()
	a.sync()
	for _, byStick := range []bool{false, true} {
		b := a.invited()
		id, _ := a.accept() // waits
		b.takePeer(peerStick(t, a))
		b.edit(id, "看了以后再改的")
		if err := engine.Enrol(t.Context(), b.st, address, w.code(a)); err != nil {
			t.Fatal(err)
		}
		if byStick {
			asked, err := b.eng.WriteStick(t.Context(), io.Discard, false)
			if err != nil || !asked.Again || asked.Events != 0 {
				t.Errorf("the first file: %+v, %v", asked, err)
			}
			for range 2 {
				answer, _ := w.stick(b.write(false))
				b.read(answer)
			}
		} else {
			b.sync()
		}
		a.sync()
		b.sync()
		wantOne(t, len(a.st.Rows()), a, b)
		b.wantSettled(id)
	}
}

// wantSettled checks that of cases which were edited last nothing waits for a person.
func (v *village) wantSettled(ids ...data.CaseID) {
	v.t.Helper()
	for _, id := range ids {
		c, err := v.st.Case(id)
		if err != nil {
			v.t.Fatal(err)
		}
		if len(c.Conflicts) != 0 || c.Status != data.Mediating || c.Summary != "看了以后再改的" {
			v.t.Errorf("%s, %q, with %d items", c.Status, c.Summary, len(c.Conflicts))
		}
	}
}

func TestPeerStick_RefusesWhatIsNotTheVillages(t *testing.T) {
	w := newTown(t)
	v, u := w.newVillage(t, newLine(w)), w.newVillage(t, newLine(w))
	v.add()
	u.add()
	if _, err := v.eng.TakePeer(t.Context(), bytes.NewReader(peerStick(t, u))); !errors.Is(err, engine.ErrStickOther) {
		t.Errorf("another village's: %v", err)
	}
	b := peerStick(t, v)
	for at := 0; at < len(b); at += 53 {
		if _, err := v.eng.TakePeer(t.Context(), bytes.NewReader(b[:at])); err == nil {
			t.Fatalf("cut at %d: taken in", at)
		}
	}
	// Who knows the village's public key only - the township - cannot write one.
	var forged bytes.Buffer
	if err := forge(v.st, &forged); err != nil {
		t.Fatal(err)
	}
	if _, err := v.eng.TakePeer(t.Context(), bytes.NewReader(forged.Bytes())); !errors.Is(err, engine.ErrStickForged) {
		t.Errorf("forged: %v", err)
	}
}

// forge writes an empty file for a village with nothing but its public key.
func forge(st *store.Store, to io.Writer) error {
	recipient, err := age.ParseX25519Recipient(st.Recipient())
	if err != nil {
		return err
	}
	sealed, err := age.Encrypt(to, recipient)
	if err != nil {
		return err
	}
	return errors.Join(wire.WriteStick(sealed, wire.StickPeer, wire.SumsUp), sealed.Close())
}
