package township

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"reflect"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// What only the other village may ever see.
var (
	canaryBody = []byte("only the other village reads this")
	canaryKey  = []byte("the key of the other village's case")
)

// neighbour is a village with a record of every sort, and what must not change.
type neighbour struct {
	*computer
	fact data.Fact
	uid  data.UID
	raw  []byte
}

// newNeighbour gives the other village a case with a key, a refused event, a fork
// in quarantine, and events of a revoked computer.
func newNeighbour(t *testing.T, s *Server) neighbour {
	t.Helper()
	b := neighbour{computer: enrolled(t, s, shimen, shimenArea), fact: agreedFact()}
	b.raw = b.save(func(e *data.Event) { about(b.fact)(e); e.Body, e.Fence, b.uid = canaryBody, 3, e.UID })
	b.add(append([]byte("nonsense "), canaryBody...))
	req := b.request()
	req.Keys = []wire.WrappedKey{{Case: b.fact.Case, Key: canaryKey}}
	b.send(req)
	b.acked = 2
	forked := *b.computer
	forked.events, forked.hashes = nil, nil
	forked.save(func(e *data.Event) { e.Body = canaryBody })
	forked.acked = 0
	diff(t, "a fork", forked.send(forked.request()).Reason, wire.CodeFork)
	lost := enrolled(t, s, shimen, shimenArea)
	lost.save(func(e *data.Event) { e.Body = canaryBody })
	if err := s.revoke(context.Background(), adminName, lost.id); err != nil {
		t.Fatal(err)
	}
	lost.send(lost.request())
	diff(t, "held", held(t, s), []ledger.Reason{ledger.ReasonRevoked, ledger.ReasonFork, ledger.ReasonUnreadable})
	return b
}

// record is all that the ledger holds of the village.
func (b neighbour) record(t *testing.T) (all []any) {
	t.Helper()
	id := ledger.VillageID(b.village)
	err := b.s.led.View(context.Background(), func(r ledger.Reader) error {
		v, err := r.Village(id)
		if err != nil {
			return err
		}
		d, err := r.Device(b.id)
		if err != nil {
			return err
		}
		head, err := r.Head(ledger.Chain{Device: b.id, Epoch: b.epoch})
		if err != nil {
			return err
		}
		entries, err := r.Stream(id, 0, 1000, 1<<30)
		if err != nil {
			return err
		}
		cases, err := r.Cases(id)
		if err != nil {
			return err
		}
		key, err := r.Key(id, b.fact.Case)
		if err != nil {
			return err
		}
		set, err := r.Held(1000)
		for _, h := range set {
			if h.Village == id {
				all = append(all, h)
			}
		}
		all = append(all, v, d, head, entries, cases, key)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// requestTries names, for every field of a request, what a curious village may put
// there to reach another; nil fields name nothing.
func requestTries(b neighbour) map[string]func(*wire.Request) {
	push := func(change func(*data.Event)) func(*wire.Request) {
		return func(r *wire.Request) {
			e := data.Event{Version: data.EventVersion, UID: data.NewUID(), Device: r.Device, Epoch: r.Epoch, Seq: 1,
				Kind: "accept", Subject: data.NewCaseID(), Body: []byte("of a")}
			change(&e)
			r.Push, r.Head = [][]byte{e.Encode()}, 1
			r.HeadHash = data.Chain(data.Hash{}, r.Push[0])
		}
	}
	tries := map[string]func(*wire.Request){
		"Echo": nil, "Proto": nil, "Seal": nil, "Cases": func(r *wire.Request) { r.Cases = 1 }, "Waiting": nil, "Want": nil,
		"Device":   func(r *wire.Request) { r.Device = b.id },
		"Epoch":    func(r *wire.Request) { r.Epoch = b.epoch },
		"Head":     func(r *wire.Request) { r.Head = 2 },
		"HeadHash": func(r *wire.Request) { r.Epoch, r.Head, r.HeadHash = b.epoch, 2, b.headHash() },
		"Server":   nil, "GSN": func(r *wire.Request) { r.GSN = 0 },
		"Check":  func(r *wire.Request) { r.Check = data.FactSum{}.Plus(b.fact.Encode()).Check(1) },
		"Stream": func(r *wire.Request) { r.Stream = b.headHash() }, "Newest": func(r *wire.Request) { r.Newest = true },
		"Sums": func(r *wire.Request) {
			r.Sums = []wire.PlaceSum{{Area: shimenArea, Cases: 1, Check: data.FactSum{}.Plus(b.fact.Encode()).Check(1)}}
		},
		"Marks": func(r *wire.Request) {
			r.Marks = &wire.PlaceMarks{Area: shimenArea, Last: true, Marks: []data.RowMark{data.MarkOf(b.fact.Case, b.fact.Encode())}}
		},
		"Before": func(r *wire.Request) { r.Newest, r.Before = true, 9 },
		"Sent": func(r *wire.Request) {
			r.Sent = []wire.FilePiece{{Case: b.fact.Case, Name: wire.FileName{1}, Size: 4, Sum: data.Hash{1}, Bytes: []byte("of a")}}
		},
		"Wanted":    func(r *wire.Request) { r.Wanted = []wire.FilePiece{{Case: b.fact.Case, Name: wire.FileName{1}}} },
		"Recipient": nil,
		"Village":   func(r *wire.Request) { r.Village = []byte("sealed by a") },
		"Push":      func(r *wire.Request) { r.Push, r.Head, r.HeadHash = [][]byte{b.raw}, 1, data.Chain(data.Hash{}, b.raw) },
		"Keys":      func(r *wire.Request) { r.Keys = []wire.WrappedKey{{Case: b.fact.Case, Key: []byte("of a")}} },
		"Keys for a pushed subject": func(r *wire.Request) {
			push(func(e *data.Event) { e.Subject = b.fact.Case })(r)
			r.Keys = []wire.WrappedKey{{Case: b.fact.Case, Key: []byte("of a")}}
		},
	}
	for name, change := range eventTries(b) {
		if change != nil {
			tries["Push: "+name] = push(change)
		}
	}
	return tries
}

// eventTries is the same for every field of an event.
func eventTries(b neighbour) map[string]func(*data.Event) {
	stolen := b.fact
	stolen.Amount, stolen.Status = 1, data.Void
	return map[string]func(*data.Event){
		"Version": nil, "Author": nil, "More": nil, "At": nil, "Kind": nil, "Body": nil,
		"UID":    func(e *data.Event) { e.UID = b.uid },
		"Device": func(e *data.Event) { e.Device = b.id; about(stolen)(e) },
		"Epoch":  func(e *data.Event) { e.Device, e.Epoch = b.id, b.epoch; about(stolen)(e) },
		"Seq":    func(e *data.Event) { e.Device, e.Epoch, e.Seq = b.id, b.epoch, 3 },
		"Prev":   func(e *data.Event) { e.Device, e.Epoch, e.Seq, e.Prev = b.id, b.epoch, 3, b.headHash() },
		"Subject": func(e *data.Event) {
			e.Subject = b.fact.Case
		},
		"Fence": func(e *data.Event) { e.Subject, e.Fence = b.fact.Case, 99 },
		"Facts": func(e *data.Event) { about(stolen)(e); e.Fence = 99 },
		"Opened": func(e *data.Event) {
			about(stolen)(e)
			e.Fence, e.Opened = 99, (&data.Opened{HandUp: "h", AnswerTo: "age1", Sealed: []byte("of a")}).Encode()
		},
		"Place": func(e *data.Event) {
			place := data.FactPlace{Area: shimenArea, Name: shimen, GSN: []uint64{99}}
			e.Kind, e.Subject, e.Place, e.Facts = data.KindRows, data.CaseID{}, place.Encode(), data.EncodeFacts([][]byte{stolen.Encode()})
		},
	}
}

// everyField fails the test when a field of a message is not in the list: a new
// one must be tried, or be said to name nothing.
func everyField[F any](t *testing.T, message any, tries map[string]F) {
	t.Helper()
	for f := range reflect.TypeOf(message).Fields() {
		if _, ok := tries[f.Name]; !ok {
			t.Errorf("%T.%s is not tried with another village's values", message, f.Name)
		}
	}
}

// TestDevices_NeitherReadNorWriteAnotherVillage tries every field of every message
// of a device with the values of another village, signed by its own key (R7).
func TestDevices_NeitherReadNorWriteAnotherVillage(t *testing.T) {
	s, _ := newServer(t)
	b := newNeighbour(t, s)
	before := b.record(t)
	everyField(t, wire.Request{}, requestTries(b))
	everyField(t, data.Event{}, eventTries(b))
	for name, change := range requestTries(b) {
		if change == nil {
			continue
		}
		a := enrolled(t, s, dongli, dongliArea)
		req := a.request()
		change(req)
		for range 2 { // the second time from where the first one led
			body, err := wire.Sign(a.key, req)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			out, err := s.Exchange(context.Background(), body)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			r, err := wire.DecodeResponse(out)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			b.isHidden(t, name, r, req)
		}
		diff(t, "after "+name, b.record(t), before)
	}
	got := b.send(b.request())
	diff(t, "the other village goes on", []any{got.Reason, got.Ack, got.Cases}, []any{wire.Code(""), uint64(2), 1})
}

// isHidden checks that an answer holds nothing of the village that the request did
// not hold itself.
func (b neighbour) isHidden(t *testing.T, name string, r *wire.Response, req *wire.Request) {
	t.Helper()
	sent := func(secret []byte) bool {
		for _, raw := range req.Push {
			if bytes.Contains(raw, secret) {
				return true
			}
		}
		return false
	}
	for _, e := range append(r.Newest, r.Pull...) {
		if bytes.Contains(e.Event, canaryBody) && !sent(canaryBody) || e.Device == b.id || e.Epoch == b.epoch && req.Epoch != b.epoch {
			t.Errorf("%s: was given %+v", name, e)
		}
	}
	for _, k := range r.Keys {
		if bytes.Equal(k.Key, canaryKey) {
			t.Errorf("%s: was given the key", name)
		}
	}
	for _, d := range r.Differs {
		if d.Here {
			t.Errorf("%s: was told of a row, %+v", name, d)
		}
	}
	if len(r.Places) > 0 {
		t.Errorf("%s: was told of places %v", name, r.Places)
	}
	theirs := data.FactSum{}.Plus(b.fact.Encode()).Check(1)
	if r.Check == theirs || r.AckHash == b.headHash() || r.Ack > 1 {
		t.Errorf("%s: was told %+v", name, r)
	}
}

// TestDevices_EnrolOnlyForTheCodesVillage does the same with the enrolment.
func TestDevices_EnrolOnlyForTheCodesVillage(t *testing.T) {
	s, _ := newServer(t)
	b := newNeighbour(t, s)
	before := b.record(t)
	tries := map[string]func(*wire.EnrolRequest){
		"Proto": nil, "Committee": nil,
		"Key":    func(r *wire.EnrolRequest) { r.Key = b.key.Public().(ed25519.PublicKey) },
		"Secret": func(r *wire.EnrolRequest) { r.Secret = wire.Secret{1} },
		"Device": func(r *wire.EnrolRequest) { r.Device = b.id },
		"Epoch":  func(r *wire.EnrolRequest) { r.Epoch = b.epoch },
		"Area":   func(r *wire.EnrolRequest) { r.Area = shimenArea },
		"Joins":  func(r *wire.EnrolRequest) { r.Joins = true },
		"Unit":   func(r *wire.EnrolRequest) { r.Unit, r.Area = true, "" },
	}
	everyField(t, wire.EnrolRequest{}, tries)
	for name, change := range tries {
		if change == nil {
			continue
		}
		shown, err := s.NewCode(dongli, dongliArea)
		if err != nil {
			t.Fatal(err)
		}
		code, err := wire.ParseCode(shown)
		if err != nil {
			t.Fatal(err)
		}
		a := newComputer(t, s)
		req := &wire.EnrolRequest{Proto: wire.Proto, Secret: code.Secret, Device: a.id, Epoch: a.epoch, Area: dongliArea}
		change(req)
		body, err := wire.SignEnrol(a.key, req)
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.Enrol(context.Background(), body)
		if err != nil {
			t.Fatal(err)
		}
		r, err := wire.DecodeEnrolResponse(out)
		if err != nil || r.Village == b.village {
			t.Errorf("%s: answered %+v %v", name, r, err)
		}
		diff(t, "after "+name, b.record(t), before)
	}
}
