package engine

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/wire"
)

// town is a small township for one village: rules R1 to R4 and R6 in memory. The
// real server is tried against the engine in ../*_test.go.
type town struct {
	epoch   data.Epoch
	devices map[data.DeviceID]ed25519.PublicKey
	chains  map[data.Epoch][]data.Hash
	stream  []entry
	seen    map[data.UID]bool
	rows    map[data.CaseID][]byte
	keys    map[data.CaseID][]byte
	// request and answer may look at, replace or refuse what passes.
	request func(r *wire.Request) error
	answer  func(r *wire.Response)
	// asked are the marks that came, old says that this township knows nothing of them.
	asked   []*wire.PlaceMarks
	old     bool
	largest int // bytes of the largest push
	calls   int
}

type entry struct {
	device data.DeviceID
	epoch  data.Epoch
	seq    uint64
	raw    []byte
}

func newTown() *town {
	return &town{
		epoch: data.NewEpoch(), devices: map[data.DeviceID]ed25519.PublicKey{},
		chains: map[data.Epoch][]data.Hash{}, seen: map[data.UID]bool{},
		rows: map[data.CaseID][]byte{}, keys: map[data.CaseID][]byte{},
	}
}

func (w *town) Exchange(_ context.Context, b []byte) ([]byte, error) {
	w.calls++
	device, err := wire.Sender(b)
	if err != nil {
		return nil, err
	}
	req, err := wire.Verify(w.devices[device], b)
	if err != nil {
		return nil, err
	}
	if w.request != nil {
		if err := w.request(req); err != nil {
			return nil, err
		}
	}
	resp := &wire.Response{Echo: req.Echo, Proto: wire.Proto, Server: w.epoch, AckEpoch: req.Epoch}
	w.push(req, resp)
	w.position(req, resp)
	w.pull(req, resp)
	var rows [][]byte
	for _, row := range w.rows {
		rows = append(rows, row)
	}
	resp.Check, resp.Cases = data.TotalsCheck(rows), len(rows)
	if req.Marks != nil {
		w.asked = append(w.asked, req.Marks)
		resp.Differs = w.differs(req.Marks)
	}
	if w.answer != nil {
		w.answer(resp)
	}
	return resp.Encode()
}

// differs compares the rows of a part with those that a device has.
func (w *town) differs(m *wire.PlaceMarks) []data.RowDifference {
	var here []data.RowMark
	end := m.End()
	for id, row := range w.rows {
		if bytes.Compare(id[:], m.After[:]) > 0 && (m.Last || bytes.Compare(id[:], end[:]) <= 0) {
			here = append(here, data.MarkOf(id, row))
		}
	}
	if w.old {
		return nil
	}
	all := data.DiffRows(here, m.Marks)
	return all[:min(len(all), wire.MaxDiffers)]
}

func (w *town) push(req *wire.Request, resp *wire.Response) {
	size := 0
	for _, raw := range req.Push {
		size += len(raw)
		e, _ := data.DecodeEvent(raw)
		chain := w.chains[req.Epoch]
		at := uint64(len(chain))
		h := data.Chain(e.Prev, raw)
		switch {
		case e.Seq <= at && chain[e.Seq-1] == h:
			continue
		case e.Seq <= at:
			resp.Reason, resp.ForkAt = wire.CodeFork, e.Seq-1
			return
		case e.Seq > at+1:
			resp.Reason = wire.CodeGap
			return
		}
		w.chains[req.Epoch] = append(chain, h)
		w.stream = append(w.stream, entry{req.Device, req.Epoch, e.Seq, raw})
		if !w.seen[e.UID] && len(e.Facts) > 0 {
			w.rows[e.Subject] = e.Facts
		}
		w.seen[e.UID] = true
	}
	w.largest = max(w.largest, size)
	for _, k := range req.Keys {
		w.keys[k.Case] = k.Key
	}
}

func (w *town) position(req *wire.Request, resp *wire.Response) {
	chain := w.chains[req.Epoch]
	if resp.Ack = uint64(len(chain)); resp.Ack > 0 {
		resp.AckHash = chain[resp.Ack-1]
	}
	if resp.Reason == "" && resp.Ack > req.Head {
		resp.Reason = wire.CodeRewound
	}
}

func (w *town) pull(req *wire.Request, resp *wire.Response) {
	if req.Server == w.epoch {
		resp.NextGSN = req.GSN
	}
	size := 0
	for _, e := range w.stream[min(resp.NextGSN, uint64(len(w.stream))):] {
		out := wire.Entry{GSN: resp.NextGSN + 1}
		if e.epoch == req.Epoch && e.seq <= req.Head {
			out.Epoch, out.Seq = e.epoch, e.seq
		} else {
			if size += len(e.raw); size > req.Want && len(resp.Pull) > 0 {
				resp.More = true
				return
			}
			out.Event = e.raw
			event, _ := data.DecodeEvent(e.raw)
			resp.Keys = append(resp.Keys, wire.WrappedKey{Case: event.Subject, Key: w.keys[event.Subject]})
		}
		resp.Pull = append(resp.Pull, out)
		resp.NextGSN++
	}
}

// enrol binds a store to the town without the enrolment's messages.
func (w *town) enrol(t testing.TB, st *store.Store) {
	t.Helper()
	l := st.Link()
	l.Address, l.Village, l.Key = "town.test", "v1", bytes.Repeat([]byte{byte(len(w.devices) + 1)}, ed25519.SeedSize)
	w.devices[st.Device()] = ed25519.NewKeyFromSeed(l.Key).Public().(ed25519.PublicKey)
	if err := st.SetLink(l); err != nil {
		t.Fatal(err)
	}
}

const author data.ElementID = "mediator"

func openStore(t testing.TB) *store.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "record.db")
	st, _, err := store.Create(path, store.NewRecord{
		Committee: &data.Committee{Name: "示例县清河镇东沟村人民调解委员会", Area: "339921101201"},
		Author:    author, Password: "long password",
	}, cheap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

var cheap = store.Options{Now: func() time.Time { return time.Unix(1_790_000_000, 0) }, Argon2: store.Argon2Params{Memory: 8, Time: 1, Lanes: 1}}

// addCase saves a new accepted case with a summary of some length.
func addCase(t testing.TB, st *store.Store, summary int) data.CaseID {
	t.Helper()
	id := data.NewCaseID()
	text := make([]byte, summary)
	for i := range text {
		text[i] = "abcdefghijklmnopqrstuvwxyz"[int(id[i%16]^id[i/16%16])*(i+7)%26]
	}
	after := &data.Case{ID: id, Status: data.Accepted, Type: "marriage", ReceivedOn: 20000, AcceptedOn: 20001, Summary: string(text)}
	if _, err := st.SaveCase("accept", &data.Case{ID: id}, after); err != nil {
		t.Fatal(err)
	}
	return id
}

func mustSync(t testing.TB, e *Engine) Result {
	t.Helper()
	r, err := e.SyncNow(t.Context())
	if err != nil {
		t.Fatalf("sync: %v", err)
	}
	return r
}

func wantSame(t testing.TB, e *Engine, cases int) {
	t.Helper()
	s := e.Status()
	if !s.Same || s.OwnCases != cases || s.TownCases != cases || s.Problem != "" || s.Waiting != 0 {
		t.Errorf("status %s", brief(s))
	}
}

func brief(s Status) string {
	return fmt.Sprintf("problem=%q err=%v waiting=%d own=%d town=%d compared=%v same=%v",
		s.Problem, s.Err, s.Waiting, s.OwnCases, s.TownCases, s.Compared, s.Same)
}
