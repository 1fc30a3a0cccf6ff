package township

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"woshou/data"
	"woshou/sync/line"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// upLine is a township's line to its county, which may lose, repeat and delay.
type upLine struct {
	to    *Server
	r     *rand.Rand
	lossy bool
	// sent is all that went up, old a request that may come once more.
	sent [][]byte
	old  []byte
	// then runs once a request has arrived.
	then func()
}

func (l *upLine) Exchange(ctx context.Context, request []byte) ([]byte, error) {
	cut := &line.Unreachable{Reason: "cut", Err: errors.New("the line broke")}
	l.sent = append(l.sent, request)
	if l.lossy {
		switch l.r.IntN(8) {
		case 0:
			return nil, cut
		case 1: // the answer is lost
			_, _ = l.to.Exchange(ctx, request)
			return nil, cut
		case 2: // it comes twice
			_, _ = l.to.Exchange(ctx, request)
		case 3: // an earlier one comes once more
			if l.old != nil {
				_, _ = l.to.Exchange(ctx, l.old)
			}
		}
	}
	l.old = request
	answer, err := l.to.Exchange(ctx, request)
	if l.then != nil {
		l.then()
	}
	return answer, err
}

// levels is a county with two townships of two villages each, and what the villages know.
type levels struct {
	t      *testing.T
	r      *rand.Rand
	clock  *clock
	county *Server
	towns  []*Server
	lines  []*upLine
	all    []*computer // of town i/2
	facts  []map[data.CaseID]data.Fact
}

var townNames = []string{"清溪镇", "石桥镇"}

func (w *levels) server(name string, up Transport, backup []byte) *Server {
	w.t.Helper()
	c := Config{Dir: w.t.TempDir(), Name: name, Now: w.clock.now, County: up}
	if backup != nil {
		led, err := OpenLedger("", c.Dir)
		if err == nil {
			err = led.Restore(w.t.Context(), bytes.NewReader(backup))
		}
		if err != nil {
			w.t.Fatal(err)
		}
		c.Ledger = led
	}
	s, err := New(c)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = s.Close() })
	return s
}

func newLevels(t *testing.T, seed uint64) *levels {
	w := &levels{t: t, r: rand.New(rand.NewPCG(seed, 5)), clock: &clock{startTime()}}
	w.county = w.server("示例县", nil, nil)
	for i, name := range townNames {
		l := &upLine{to: w.county, r: w.r}
		town := w.server(name, l, nil)
		w.towns, w.lines = append(w.towns, town), append(w.lines, l)
		w.enrol(i, town)
		for v := range 2 {
			w.all = append(w.all, enrolled(t, town, fmt.Sprintf("村%d%d", i, v), fmt.Sprintf("33992110%d20%d", i, v)))
			w.facts = append(w.facts, map[data.CaseID]data.Fact{})
		}
	}
	return w
}

// enrol makes a township's server a device of the county.
func (w *levels) enrol(i int, town *Server) {
	w.t.Helper()
	code, err := w.county.NewUnitCode(townNames[i], fmt.Sprintf("33992110%d", i))
	if err == nil {
		err = enrolUp(town, w.county, code)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func enrolUp(town, county *Server, code string) error {
	parsed, err := wire.ParseCode(code)
	if err != nil {
		return err
	}
	return town.enrolUp(context.Background(), adminName, parsed.Secret, func(request []byte) (string, data.Hash, []byte, error) {
		answer, err := county.Enrol(context.Background(), request)
		return "https://county.example:8443", county.Pin(), answer, err
	})
}

// work makes a village record or change a case, and send it.
func (w *levels) work(v int) {
	id := data.NewCaseID()
	if ids := slices.SortedFunc(maps.Keys(w.facts[v]), func(a, b data.CaseID) int { return bytes.Compare(a[:], b[:]) }); len(ids) > 0 && w.r.IntN(3) > 0 {
		id = ids[w.r.IntN(len(ids))]
	}
	f := someFact(w.r, id)
	w.facts[v][id] = f
	w.all[v].save(about(f))
	w.all[v].sync()
}

// settle sends up over a quiet line until everything is there.
func (w *levels) settle() {
	w.t.Helper()
	for i, town := range w.towns {
		w.lines[i].lossy = false
		if err := town.SendUp(w.t.Context()); err != nil {
			w.t.Fatalf("%s: %v", townNames[i], err)
		}
	}
}

// check holds the county against the townships, those against their villages, and every
// figure against the villages' rows.
func (w *levels) check() {
	w.t.Helper()
	var all [][]byte
	for i, town := range w.towns {
		var rows [][]byte
		for v := 2 * i; v < 2*i+2; v++ {
			for _, f := range w.facts[v] {
				rows = append(rows, f.Encode())
			}
		}
		digest, n, err := town.Digest()
		if err != nil || n != len(rows) || digest != data.TotalsCheck(rows) {
			w.t.Fatalf("%s has %d cases of its villages' %d, %v", townNames[i], n, len(rows), err)
		}
		recounted(w.t, town)
		all = append(all, rows...)
	}
	digest, n, err := w.county.Digest()
	if err != nil || n != len(all) || digest != data.TotalsCheck(all) {
		w.t.Fatalf("the county has %d cases of %d, %v", n, len(all), err)
	}
	recounted(w.t, w.county)
	var facts []data.Fact
	for _, row := range all {
		f, err := data.DecodeFact(row)
		if err != nil {
			w.t.Fatal(err)
		}
		facts = append(facts, f)
	}
	for _, figure := range data.Figures {
		f := data.Figure(figure.Code)
		_, sum, err := w.county.Totals(data.Period{}, f)
		if d := cmp.Diff(data.TotalsOf(facts, data.Period{}, f), sum, cmpopts.EquateEmpty()); err != nil || d != "" {
			w.t.Fatalf("%s at the county: %v\n%s", f, err, d)
		}
	}
}

// Every row is counted once at each of three levels, over lines that lose, repeat and
// delay, with servers that come back from backups told and untold.
func TestCounty_CountsEveryRowOnce(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newLevels(t, seed)
			for range 60 {
				w.step()
			}
			w.refill()
			w.settle()
			w.settle() // a row that differed goes up once more
			w.check()
		})
	}
}

func (w *levels) step() {
	switch i := w.r.IntN(2); w.r.IntN(14) {
	default:
		w.work(w.r.IntN(len(w.all)))
	case 0, 1, 2, 3:
		w.lines[i].lossy = true
		_ = w.towns[i].SendUp(w.t.Context()) // what was lost goes up with the next
	case 4:
		if w.r.IntN(3) == 0 {
			w.restoreCounty(w.backup(w.county), w.r.IntN(3))
		}
	case 5:
		if w.r.IntN(3) == 0 {
			w.restoreTown(i, w.backup(w.towns[i]), w.r.IntN(3), w.r.IntN(2) == 0)
		}
	}
}

func (w *levels) backup(s *Server) []byte {
	w.t.Helper()
	var b bytes.Buffer
	if err := s.led.Backup(w.t.Context(), &b); err != nil {
		w.t.Fatal(err)
	}
	return b.Bytes()
}

// restoreCounty sets the county back, untold, to what it was some steps ago.
func (w *levels) restoreCounty(backup []byte, steps int) {
	for range steps {
		w.work(w.r.IntN(len(w.all)))
		w.lines[0].lossy, w.lines[1].lossy = true, true
		_ = w.towns[w.r.IntN(2)].SendUp(w.t.Context())
	}
	w.county = w.server("示例县", nil, backup)
	for _, l := range w.lines {
		l.to, l.old = w.county, nil
	}
}

// restoreTown sets a township back; its villages send again what it lost.
func (w *levels) restoreTown(i int, backup []byte, steps int, told bool) {
	for range steps {
		w.work(2*i + w.r.IntN(2))
		w.lines[i].lossy = false
		_ = w.towns[i].SendUp(w.t.Context())
	}
	w.towns[i] = w.server(townNames[i], w.lines[i], backup)
	if told {
		if err := w.towns[i].Restored(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
	for v := 2 * i; v < 2*i+2; v++ {
		w.all[v].s = w.towns[i]
	}
	if w.r.IntN(2) == 0 { // before the villages come
		_ = w.towns[i].SendUp(w.t.Context())
	}
	w.refill()
}

// refill has the villages send again what their township no longer has.
func (w *levels) refill() {
	w.t.Helper()
	for v, c := range w.all {
		for range 100 {
			r := c.send(c.request())
			c.gsn, c.server, c.acked = r.NextGSN, r.Server, r.Ack
			if r.Reason == "" && !r.More && c.acked == uint64(len(c.events)) {
				break
			}
			if r.Reason != "" && r.Reason != wire.CodeGap {
				w.t.Fatalf("village %d: %s", v, r.Reason)
			}
		}
	}
}

// Nothing but fact rows leaves the township: no body, no key, no word of a person.
func TestCounty_GetsRowsAndNothingElse(t *testing.T) {
	w := newLevels(t, 1)
	c := w.all[0]
	f := agreedFact()
	w.facts[0][f.Case] = f
	c.save(func(e *data.Event) { about(f)(e); e.Body = canaryBody })
	req := c.request()
	req.Keys = []wire.WrappedKey{{Case: f.Case, Key: canaryKey}}
	c.send(req)
	c.sync()
	w.settle()
	w.check()
	for _, sent := range w.lines[0].sent {
		sender, err := wire.Sender(sent)
		if err != nil {
			t.Fatal(err)
		}
		link, err := w.towns[0].County(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		diff(t, "the sender", sender, link.Device)
		plain := verified(t, w.county, sent)
		for _, event := range plain.Push {
			e, err := data.DecodeEvent(event)
			if err != nil || e.Kind != data.KindRows || len(e.Body) > 0 || len(e.Opened) > 0 || len(e.More) > 0 || e.Author != "" || e.Subject != data.CommitteeID {
				t.Errorf("an event of kind %q with a body of %d bytes: %v", e.Kind, len(e.Body), err)
			}
			rows, err := data.DecodeFacts(e.Facts)
			if err != nil || len(rows) != 1 || !bytes.Equal(rows[0], f.Encode()) {
				t.Errorf("%d rows, %v", len(rows), err)
			}
		}
		if len(plain.Keys) > 0 {
			t.Error("keys go up")
		}
		for _, word := range [][]byte{canaryBody, canaryKey, c.id[:], c.key[32:]} {
			if bytes.Contains(bytes.Join(plain.Push, nil), word) || bytes.Contains(sent, word) {
				t.Errorf("%q goes up", word)
			}
		}
	}
}

func verified(t *testing.T, s *Server, sent []byte) *wire.Request {
	t.Helper()
	req, _, err := s.verify(t.Context(), sent)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// A case that two townships send is counted for the first; the difference is shown, and
// the event is set aside.
func TestCounty_LeavesACaseToItsTownship(t *testing.T) {
	w := newLevels(t, 2)
	f := agreedFact()
	w.facts[0][f.Case] = f
	w.all[0].save(about(f))
	w.all[0].sync()
	w.settle()
	w.check()
	moved := f
	moved.People++
	w.all[2].save(about(moved)) // the village of another township has it as well
	w.all[2].sync()
	if err := w.towns[1].SendUp(t.Context()); !errors.Is(err, ErrCountyTotals) {
		t.Errorf("the second township: %v", err)
	}
	digest, n, err := w.county.Digest()
	diff(t, "the county's rows", fmt.Sprint(digest, n, err), fmt.Sprint(data.TotalsCheck([][]byte{f.Encode()}), 1, nil))
	recounted(t, w.county)
	if reasons := held(t, w.county); len(reasons) == 0 || reasons[0] != ledger.ReasonOwner {
		t.Errorf("set aside: %v", reasons)
	}
	town := unitOf(t, w.county, townNames[1])
	want := []ledger.DifferentCase{{Area: "339921101200", Case: f.Case, There: true}}
	if town.Differs == nil {
		t.Fatal("no difference is kept")
	}
	diff(t, "what differs", town.Differs.Cases, want)
	link, err := w.towns[1].County(t.Context())
	diff(t, "the problem", fmt.Sprint(link.Problem, err), "totals_differ<nil>")
	head := link.Head
	for range 3 { // it is not sent for ever
		_ = w.towns[1].SendUp(t.Context())
	}
	link, _ = w.towns[1].County(t.Context())
	if link.Head > head+1 {
		t.Errorf("%d events more for a row that was refused", link.Head-head)
	}
}

func unitOf(t *testing.T, s *Server, name string) (unit ledger.Village) {
	t.Helper()
	err := s.led.View(t.Context(), func(r ledger.Reader) error {
		all, err := r.Villages()
		for _, v := range all {
			if v.Name == name {
				unit = v
			}
		}
		return err
	})
	if err != nil || unit.ID == "" {
		t.Fatalf("%s: %v", name, err)
	}
	return unit
}

// move gives a case of the first village of a township to its second, as a merger would.
func (w *levels) move(town int) {
	w.t.Helper()
	var f data.Fact
	for _, f = range w.facts[2*town] {
		break
	}
	err := w.towns[town].update(w.t.Context(), func(tx ledger.Tx) error {
		c, err := tx.Case(f.Case)
		if err != nil {
			return err
		}
		from, err := tx.Village(c.Village)
		if err != nil {
			return err
		}
		to, err := tx.Village(ledger.VillageID(w.all[2*town+1].village))
		if err != nil {
			return err
		}
		from.Cases, from.Sum = from.Cases-1, from.Sum.Minus(c.Row)
		to.Cases, to.Sum = to.Cases+1, to.Sum.Plus(c.Row)
		c.Village, c.Last = to.ID, 0
		return errors.Join(tx.PutCase(c), tx.PutVillage(from), tx.PutVillage(to), tx.MarkDirty(c.ID))
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// A case that goes from one village of a township to another is counted there.
func TestCounty_MovesACaseWithinItsTownship(t *testing.T) {
	w := newLevels(t, 3)
	w.work(0)
	w.work(1)
	w.settle()
	w.move(0)
	w.settle()
	recounted(t, w.county)
	for v, want := range []int{0, 2} {
		place := unitOf(t, w.county, fmt.Sprintf("村0%d", v))
		diff(t, fmt.Sprintf("cases of village %d", v), place.Cases, want)
	}
	diff(t, "cases of the township", unitOf(t, w.county, townNames[0]).Cases, 2)
}

// A code for a township is for no village's computer, and the reverse.
func TestCounty_CodesAreForOneSortOfUnit(t *testing.T) {
	s, _ := newServer(t)
	town, _ := newServer(t)
	unit, err := s.NewUnitCode("清溪镇", "339921101")
	if err != nil {
		t.Fatal(err)
	}
	village, err := s.NewCode(dongli, dongliArea)
	if err != nil {
		t.Fatal(err)
	}
	c := newComputer(t, s)
	if r := c.enrol(unit, ""); r.Reason != wire.CodeUnknownCode {
		t.Errorf("a computer with a township's code: %q", r.Reason)
	}
	if err := enrolUp(town, s, village); !errors.Is(err, wire.ErrUnknownCode) {
		t.Errorf("a township with a village's code: %v", err)
	}
	if err := town.SendUp(t.Context()); !errors.Is(err, ErrNoCounty) {
		t.Errorf("without a county: %v", err)
	}
	if err := enrolUp(town, s, unit); err != nil {
		t.Error(err)
	}
	for _, x := range []struct{ name, area, want string }{
		{"清溪镇", "339921101000", ""}, {"另一镇", "339921101", "village.other"}, {"清溪镇", "3399211", "area.length"}, {dongli, dongliArea, "village.other"},
	} {
		_, err := s.NewUnitCode(x.name, x.area)
		diff(t, x.name+x.area, invalidCode(err), x.want)
	}
}

// What a township's device pushes beside rows has no effect on any case, and rows that
// claim another township's village stay its own.
func TestCounty_ATownshipWritesItsOwnVillagesOnly(t *testing.T) {
	w := newLevels(t, 4)
	w.work(0)
	w.settle()
	before := unitOf(t, w.county, "村00")
	f := agreedFact()
	place := data.FactPlace{Area: before.Area, Name: "村00 of another", Life: data.NewEpoch(), GSN: []uint64{99}}
	for _, change := range []func(*data.Event){
		about(f), // as a village would
		func(e *data.Event) {
			e.Kind, e.Subject, e.Body, e.Place, e.Facts = data.KindRows, data.CaseID{}, nil, place.Encode(), data.EncodeFacts([][]byte{f.Encode()})
		},
		func(e *data.Event) {
			e.Kind, e.Subject, e.Place, e.Facts = data.KindRows, data.CaseID{}, place.Encode(), []byte("no block")
		},
	} {
		smuggle(t, w.towns[1], change)
	}
	if err := w.towns[1].SendUp(t.Context()); !errors.Is(err, ErrCountyTotals) {
		t.Errorf("rows that the township does not have: %v", err)
	}
	recounted(t, w.county)
	after := unitOf(t, w.county, "村00")
	if d := cmp.Diff(before, after); d != "" {
		t.Errorf("another township's village changed:\n%s", d)
	}
	other := unitOf(t, w.county, "村00 of another")
	if other.Of != unitOf(t, w.county, townNames[1]).ID || other.Cases != 1 {
		t.Errorf("%+v", other)
	}
}

// smuggle puts an event at the end of a township's own chain.
func smuggle(t *testing.T, town *Server, change func(*data.Event)) {
	t.Helper()
	err := town.update(t.Context(), func(tx ledger.Tx) error {
		link, err := tx.Uplink()
		if err != nil {
			return err
		}
		e := data.Event{
			Version: data.EventVersion, UID: data.NewUID(), Device: link.Device, Epoch: link.Epoch,
			Seq: link.Head + 1, Prev: link.HeadHash, Kind: "accept", Body: []byte("sealed"),
		}
		change(&e)
		raw := e.Encode()
		link.Head, link.HeadHash = e.Seq, data.Chain(link.HeadHash, raw)
		return errors.Join(tx.AppendOwn(link.Epoch, e.Seq, raw), tx.PutUplink(link))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Of two rows of one life of a village's stream the newer stays, whichever comes first.
func TestCounty_ALateRowStaysWithoutEffect(t *testing.T) {
	s, _ := newServer(t)
	c := newComputer(t, s)
	code, err := s.NewUnitCode("清溪镇", "339921101")
	if err != nil {
		t.Fatal(err)
	}
	parsed, _ := wire.ParseCode(code)
	body, err := wire.SignEnrol(c.key, &wire.EnrolRequest{Proto: wire.Proto, Secret: parsed.Secret, Device: c.id, Epoch: c.epoch, Unit: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Enrol(t.Context(), body); err != nil {
		t.Fatal(err)
	}
	f, life, next := agreedFact(), data.Epoch{1}, data.Epoch{2}
	for i, x := range []struct {
		life   data.Epoch
		gsn    uint64
		people int
		want   int
	}{{life, 9, 2, 2}, {life, 7, 3, 2}, {life, 9, 4, 4}, {next, 3, 5, 5}, {next, 2, 6, 5}, {life, 100, 7, 7}} {
		f.People = x.people
		place := data.FactPlace{Area: dongliArea, Name: dongli, Life: x.life, GSN: []uint64{x.gsn}}
		c.save(func(e *data.Event) {
			e.Kind, e.Subject, e.Place, e.Facts = data.KindRows, data.CaseID{}, place.Encode(), data.EncodeFacts([][]byte{f.Encode()})
		})
		c.sync()
		want := f
		want.People = x.want
		digest, _, err := s.Digest()
		if err != nil || digest != data.TotalsCheck([][]byte{want.Encode()}) {
			t.Errorf("step %d: not the row with %d people, %v", i, x.want, err)
		}
		recounted(t, s)
	}
}

// ownCases returns the cases whose rows are in a township's chain of its present epoch.
func ownCases(t *testing.T, town *Server) (epoch data.Epoch, cases map[data.CaseID]bool) {
	t.Helper()
	cases = map[data.CaseID]bool{}
	err := town.led.View(t.Context(), func(r ledger.Reader) error {
		link, err := r.Uplink()
		if err != nil {
			return err
		}
		epoch = link.Epoch
		events, err := r.OwnEvents(link.Epoch, 0, 1<<30)
		for _, raw := range events {
			e, err := data.DecodeEvent(raw)
			if err != nil {
				return err
			}
			b, ok := readBulk(&e)
			if !ok {
				return data.ErrDamaged
			}
			for _, id := range b.cases {
				cases[id] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return epoch, cases
}

// A township that was set back begins a new epoch with every row; a county that was set
// back gets again what it lacks, of the same epoch, without a comparison.
func TestCounty_SetBack(t *testing.T) {
	w := newLevels(t, 6)
	for range 6 {
		w.work(0)
		w.work(1)
	}
	w.settle()
	epoch, cases := ownCases(t, w.towns[0])
	diff(t, "cases in the chain", len(cases), len(w.facts[0])+len(w.facts[1]))
	countyThen, townThen := w.backup(w.county), w.backup(w.towns[0])
	for range 4 {
		w.work(0)
		w.settle()
	}
	w.restoreCounty(countyThen, 0)
	sent := len(w.lines[0].sent)
	w.settle()
	w.check()
	for _, request := range w.lines[0].sent[sent:] {
		if r := verified(t, w.county, request); len(r.Sums) > 0 {
			t.Error("the levels had to be compared")
		}
	}
	if same, _ := ownCases(t, w.towns[0]); same != epoch {
		t.Error("the township began a new epoch because its county was set back")
	}
	w.restoreTown(0, townThen, 0, false)
	w.settle()
	w.check()
	next, cases := ownCases(t, w.towns[0])
	if next == epoch {
		t.Error("the township goes on in the epoch that it was set back in")
	}
	diff(t, "cases in the new chain", len(cases), len(w.facts[0])+len(w.facts[1]))
}

// A row that changes while an earlier one is on its way goes up after it.
func TestCounty_ARowThatChangesMeanwhileStaysDirty(t *testing.T) {
	w := newLevels(t, 7)
	f := agreedFact()
	w.all[0].save(about(f))
	w.all[0].sync()
	w.lines[0].then = func() {
		w.lines[0].then = nil
		f.People = 9
		w.all[0].save(about(f))
		w.all[0].sync()
	}
	w.facts[0][f.Case] = f
	w.settle()
	w.facts[0][f.Case] = f
	w.check()
	for _, request := range w.lines[0].sent {
		if r := verified(t, w.county, request); len(r.Sums) > 0 {
			t.Error("the levels had to be compared")
		}
	}
}

// A recount finds what is kept otherwise at a county, and repairs it.
func TestCounty_RecountRepairs(t *testing.T) {
	w := newLevels(t, 8)
	for v := range w.all {
		w.work(v)
	}
	w.settle()
	err := w.county.update(t.Context(), func(tx ledger.Tx) error {
		town, err := tx.Village(unitOf(t, w.county, townNames[0]).ID)
		if err != nil {
			return err
		}
		place, err := tx.Village(villageOf(town.ID, "339921100200"))
		if err != nil {
			return err
		}
		cases, err := tx.Cases(place.ID)
		if err != nil || len(cases) != 1 {
			t.Fatalf("%d cases, %v", len(cases), err)
		}
		cases[0].Row = (&data.Fact{Case: cases[0].ID, Status: data.Accepted, People: 99}).Encode()
		town.Cases, place.Sum = town.Cases+1, data.FactSum{1}
		return errors.Join(tx.PutVillage(town), tx.PutVillage(place), tx.PutCase(cases[0]))
	})
	if err != nil {
		t.Fatal(err)
	}
	found, err := w.county.Recount(t.Context(), true)
	var what []string
	for _, d := range found {
		what = append(what, string(d.What)+" "+d.Village)
	}
	diff(t, "found", fmt.Sprint(what, err), "[row 清溪镇 sum 村00 sum 清溪镇] <nil>")
	w.check()
}

// A village whose program writes rows of no sense holds up nobody's way to the county.
func TestCounty_RowsThatAreTooLarge(t *testing.T) {
	w := newLevels(t, 3)
	for range 20 {
		f := agreedFact()
		w.all[0].save(func(e *data.Event) {
			about(f)(e)
			e.Facts = append(append(e.Facts, 99, 0xe0, 0xd4, 0x03), bytes.Repeat([]byte{1}, 60_000)...) // a field of 60,000 bytes
		})
		w.all[0].sync()
	}
	other := agreedFact()
	w.all[1].save(about(other))
	w.all[1].sync()
	if err := w.towns[0].SendUp(t.Context()); err != nil {
		t.Errorf("the township's way up: %v", err)
	}
	var there []data.CaseID
	err := w.county.led.View(t.Context(), func(r ledger.Reader) error {
		villages, err := r.Villages()
		for _, v := range villages {
			cases, err2 := r.Cases(v.ID)
			err = errors.Join(err, err2)
			for _, c := range cases {
				there = append(there, c.ID)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "cases at the county", there, []data.CaseID{other.Case})
}
