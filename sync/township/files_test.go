package township

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// sealedFile is bytes that a village sealed, as far as a township can tell.
func sealedFile(seed uint64, size int) []byte {
	b := make([]byte, size)
	r := rand.New(rand.NewPCG(seed, 3))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// pieceOf is a piece of a file of a case.
func pieceOf(id data.CaseID, name byte, file []byte, from, to int) wire.FilePiece {
	return wire.FilePiece{Case: id, Name: wire.FileName{name}, Size: uint64(len(file)), Sum: sha256.Sum256(file), Offset: uint64(from), Bytes: file[from:to]}
}

// withCase returns a computer whose village has a case at the township.
func withCase(t *testing.T, s *Server, village, area string) (*computer, data.CaseID) {
	t.Helper()
	c := enrolled(t, s, village, area)
	f := agreedFact()
	c.save(about(f))
	c.sync()
	return c, f.Case
}

// carry sends pieces and wishes and returns the answer.
func (c *computer) carry(sent, wanted []wire.FilePiece) *wire.Response {
	c.t.Helper()
	r := c.request()
	r.Sent, r.Wanted, r.Want = sent, wanted, 256<<10
	return c.send(r)
}

// folder lists what lies in the server's folder of files, from the village's name on.
func folder(t *testing.T, s *Server) (names []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(s.dir, fileFolder, "*", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		names = append(names, filepath.Base(p))
	}
	return names
}

// The server ends between the last byte of a file and its name: whoever asks how far it is
// finds it whole, or, when it is not what it is to be, at its beginning.
func TestFiles_AreFinishedAfterACrash(t *testing.T) {
	s, _ := newServer(t)
	c, id := withCase(t, s, dongli, dongliArea)
	file := sealedFile(1, 5_000)
	for name, spoil := range map[byte]bool{1: false, 2: true} {
		if got := c.carry([]wire.FilePiece{pieceOf(id, name, file, 0, 4_999)}, nil).Taken[0]; got.Offset != 4_999 {
			t.Fatalf("%+v", got)
		}
		parts, err := filepath.Glob(filepath.Join(s.dir, fileFolder, "*", "*", "*"+partMark))
		if err != nil || len(parts) != 1 {
			t.Fatal(parts, err)
		}
		all := bytes.Clone(file)
		if spoil {
			all[7] ^= 1
		}
		if err := os.WriteFile(parts[0], all, 0o600); err != nil {
			t.Fatal(err)
		}
		got := c.carry([]wire.FilePiece{pieceOf(id, name, file, 0, 0)}, nil).Taken[0]
		gave := c.carry(nil, []wire.FilePiece{{Case: id, Name: wire.FileName{name}}}).Given[0]
		if spoil && (got.Offset != 0 || got.Reason != wire.CodeFileDamaged || gave.Reason != wire.CodeFileAbsent) ||
			!spoil && (!got.Whole() || !bytes.Equal(gave.Bytes, file)) {
			t.Errorf("spoilt %v: %+v, and %d bytes are given, %s", spoil, got, len(gave.Bytes), gave.Reason)
		}
	}
}

func TestFiles_ComeByPiecesAndGoByPieces(t *testing.T) {
	s, _ := newServer(t)
	c, id := withCase(t, s, dongli, dongliArea)
	other := enrolled(t, s, dongli, dongliArea)
	other.sync()
	file := sealedFile(1, 150_000)
	size := uint64(len(file))
	steps := []struct {
		name     string
		from, to int
		want     uint64
	}{
		{"a question", 0, 0, 0},
		{"a piece", 0, 60_000, 60_000},
		{"the same again", 0, 60_000, 60_000},
		{"one that leaves a gap", 70_000, 80_000, 60_000},
		{"one from before", 10_000, 20_000, 60_000},
		{"the next", 60_000, 120_000, 120_000},
	}
	for _, step := range steps {
		got := c.carry([]wire.FilePiece{pieceOf(id, 1, file, step.from, step.to)}, nil).Taken
		if len(got) != 1 || got[0].Offset != step.want || got[0].Reason != "" || got[0].Whole() {
			t.Errorf("%s: %+v", step.name, got)
		}
		if gave := other.carry(nil, []wire.FilePiece{{Case: id, Name: wire.FileName{1}}}).Given; len(gave) != 1 || gave[0].Reason != wire.CodeFileAbsent {
			t.Errorf("%s: a part was given: %+v", step.name, gave)
		}
	}
	if got := c.carry([]wire.FilePiece{pieceOf(id, 1, file, 120_000, 150_000)}, nil).Taken[0]; !got.Whole() {
		t.Errorf("the last piece: %+v", got)
	}
	// Another computer sealed the same content: the township has it already.
	if got := other.carry([]wire.FilePiece{pieceOf(id, 1, sealedFile(2, 150_000), 0, 9)}, nil).Taken[0]; !got.Whole() || got.Sum != sha256.Sum256(file) {
		t.Errorf("sealed by another: %+v", got)
	}
	var back []byte
	var sum data.Hash
	for len(back) < len(file) {
		got := other.carry(nil, []wire.FilePiece{{Case: id, Name: wire.FileName{1}, Size: size, Sum: sum, Offset: uint64(len(back))}}).Given[0]
		if got.Reason != "" || got.Offset != uint64(len(back)) || len(got.Bytes) == 0 || got.Size != size {
			t.Fatalf("at %d: %+v", len(back), got)
		}
		back, sum = append(back, got.Bytes...), got.Sum
	}
	if !bytes.Equal(back, file) || sum != sha256.Sum256(file) {
		t.Error("what comes back is not what was sent")
	}
	if got := other.carry(nil, []wire.FilePiece{{Case: id, Name: wire.FileName{1}, Size: size, Sum: data.Hash{9}, Offset: 70}}).Given[0]; got.Offset != 0 {
		t.Errorf("a part of another file goes on at %d", got.Offset)
	}
}

func TestFiles_OfAWrongSumBeginAgain(t *testing.T) {
	s, _ := newServer(t)
	c, id := withCase(t, s, dongli, dongliArea)
	file := sealedFile(1, 5000)
	bad := bytes.Clone(file)
	bad[77] ^= 1
	p := pieceOf(id, 1, file, 0, 5000)
	p.Bytes = bad
	if got := c.carry([]wire.FilePiece{p}, nil).Taken[0]; got.Reason != wire.CodeFileDamaged || got.Offset != 0 || len(folder(t, s)) != 0 {
		t.Errorf("%+v, the folder holds %v", got, folder(t, s))
	}
	if got := c.carry([]wire.FilePiece{pieceOf(id, 1, file, 0, 5000)}, nil).Taken[0]; !got.Whole() {
		t.Errorf("again: %+v", got)
	}
}

// R7: a village can neither put, ask for nor read a file of another's case.
func TestFiles_OfAnotherVillage(t *testing.T) {
	s, _ := newServer(t)
	c, id := withCase(t, s, dongli, dongliArea)
	spy, _ := withCase(t, s, shimen, shimenArea)
	file := sealedFile(1, 5000)
	c.carry([]wire.FilePiece{pieceOf(id, 1, file, 0, 5000)}, nil)
	r := spy.carry([]wire.FilePiece{pieceOf(id, 1, file, 0, 0), pieceOf(id, 2, file, 0, 5000)}, []wire.FilePiece{{Case: id, Name: wire.FileName{1}}})
	for _, got := range append(r.Taken, r.Given...) {
		if got.Reason != wire.CodeFileErased || got.Offset != 0 || got.Bytes != nil || got.Sum != (data.Hash{}) {
			t.Errorf("%+v", got)
		}
	}
	// The village's own case, and the other's name of a file.
	own := agreedFact()
	spy.save(about(own))
	spy.sync()
	if got := spy.carry(nil, []wire.FilePiece{{Case: own.Case, Name: wire.FileName{1}}}).Given[0]; got.Reason != wire.CodeFileAbsent {
		t.Errorf("%+v", got)
	}
	if got := spy.carry([]wire.FilePiece{pieceOf(data.NewCaseID(), 1, file, 0, 10)}, nil).Taken[0]; got.Reason != wire.CodeFileAbsent {
		t.Errorf("a case that nobody knows: %+v", got)
	}
	if err := s.revoke(t.Context(), "office", c.id); err != nil {
		t.Fatal(err)
	}
	if r := c.carry([]wire.FilePiece{pieceOf(id, 3, file, 0, 10)}, []wire.FilePiece{{Case: id, Name: wire.FileName{1}}}); len(r.Taken)+len(r.Given) != 0 {
		t.Errorf("a revoked computer: %+v", r)
	}
	if n := len(folder(t, s)); n != 1 {
		t.Errorf("%d files are kept", n)
	}
}

func TestFiles_HaveAQuota(t *testing.T) {
	s, _ := newServer(t)
	s.files.quota = 10_000
	c, id := withCase(t, s, dongli, dongliArea)
	first, second := sealedFile(1, 7000), sealedFile(2, 7000)
	c.carry([]wire.FilePiece{pieceOf(id, 1, first, 0, 7000)}, nil)
	for range 2 {
		if got := c.carry([]wire.FilePiece{pieceOf(id, 2, second, 0, 7000)}, nil).Taken[0]; got.Reason != wire.CodeFileQuota || got.Offset != 0 {
			t.Errorf("%+v", got)
		}
		s.files.used = map[ledger.VillageID]int64{} // as after a start: the folder is counted
	}
	neighbour, other := withCase(t, s, shimen, shimenArea)
	if got := neighbour.carry([]wire.FilePiece{pieceOf(other, 1, first, 0, 7000)}, nil).Taken[0]; !got.Whole() {
		t.Errorf("another village's room: %+v", got)
	}
}

// A destroyed case: its key and its files go, stay away, and it is on record.
func TestFiles_GoWithADestroyedCase(t *testing.T) {
	s, clock := newServer(t)
	c, id := withCase(t, s, dongli, dongliArea)
	stays := agreedFact()
	c.save(about(stays))
	c.sync()
	file := sealedFile(1, 5000)
	key := []wire.WrappedKey{{Case: id, Key: []byte("wrapped")}}
	again := func() { // any later event brings the key again
		c.save(func(e *data.Event) { e.Subject = id })
		r := c.request()
		r.Keys = key
		c.acked = c.send(r).Ack
	}
	again()
	c.carry([]wire.FilePiece{pieceOf(id, 1, file, 0, 5000), pieceOf(id, 2, file, 0, 10), pieceOf(stays.Case, 3, file, 0, 5000)}, nil)
	if n := len(folder(t, s)); n != 3 {
		t.Fatalf("%d files", n)
	}
	c.save(func(e *data.Event) { e.Kind, e.Subject, e.Body = data.KindErased, id, nil })
	c.sync()
	again()
	fresh := enrolled(t, s, dongli, dongliArea)
	if r := fresh.sync(); len(r.Keys) != 0 {
		t.Errorf("the key is still given: %v", r.Keys)
	}
	got := c.carry([]wire.FilePiece{pieceOf(id, 1, file, 0, 10)}, []wire.FilePiece{{Case: id, Name: wire.FileName{1}}})
	if got.Taken[0].Reason != wire.CodeFileErased || got.Given[0].Reason != wire.CodeFileErased {
		t.Errorf("%+v %+v", got.Taken, got.Given)
	}
	if names := folder(t, s); len(names) != 1 {
		t.Errorf("the folder holds %v", names)
	}
	acts := 0
	err := s.led.View(t.Context(), func(r ledger.Reader) error {
		all, err := r.Acts(100)
		for _, a := range all {
			if a.What == actErased && a.Object == id.String() && a.Who == c.id.String() {
				acts++
			}
		}
		return err
	})
	if err != nil || acts != 1 {
		t.Errorf("%d acts, %v", acts, err)
	}
	// What a crash between the ledger and the folder left, and an old part, go at the start.
	left := filepath.Join(s.files.caseDir(ledger.VillageID(c.village), id), hex.EncodeToString(make([]byte, 16))+"."+data.Hash{}.String())
	if err := os.MkdirAll(filepath.Dir(left), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(left, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.carry([]wire.FilePiece{pieceOf(stays.Case, 4, file, 0, 10)}, nil)
	sweep := func() {
		t.Helper()
		err := s.led.View(t.Context(), func(r ledger.Reader) error { return s.files.sweep(r, clock.now()) })
		if err != nil {
			t.Fatal(err)
		}
	}
	old := folder(t, s)
	for _, name := range old {
		path := filepath.Join(s.files.caseDir(ledger.VillageID(c.village), stays.Case), name)
		if filepath.Ext(name) == partMark {
			if err := os.Chtimes(path, clock.now().Add(-1), clock.now().Add(-1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	sweep()
	if names := folder(t, s); len(old) != 3 || len(names) != 1 {
		t.Errorf("before %v, after the start %v", old, names)
	}
}

// The committee's own key cannot be destroyed by an event.
func TestFiles_TheCommitteesKeyStays(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	c.save(func(e *data.Event) { e.Subject = data.CommitteeID })
	r := c.request()
	r.Keys = []wire.WrappedKey{{Key: []byte("wrapped")}}
	c.acked = c.send(r).Ack
	c.save(func(e *data.Event) { e.Kind, e.Subject = data.KindErased, data.CommitteeID })
	c.sync()
	if got := enrolled(t, s, dongli, dongliArea).sync(); len(got.Keys) != 1 {
		t.Errorf("keys %v", got.Keys)
	}
}

// Records first: nothing of a file is given while the stream goes on.
func TestFiles_WaitForTheStream(t *testing.T) {
	s, _ := newServer(t)
	c, id := withCase(t, s, dongli, dongliArea)
	file := sealedFile(1, 5000)
	c.carry([]wire.FilePiece{pieceOf(id, 1, file, 0, 5000)}, nil)
	for range 40 {
		c.save(func(e *data.Event) { about(agreedFact())(e); e.Body = make([]byte, 900) })
		c.sync()
	}
	fresh := enrolled(t, s, dongli, dongliArea)
	for {
		r := fresh.request()
		r.Want, r.Wanted = 4096, []wire.FilePiece{{Case: id, Name: wire.FileName{1}}}
		got := fresh.send(r)
		size := 0
		for _, e := range got.Pull {
			size += len(e.Event)
		}
		for _, p := range got.Given {
			size += len(p.Bytes)
		}
		if got.More && len(got.Given) > 0 || size > 4096 {
			t.Fatalf("more %v, %d pieces, %d bytes", got.More, len(got.Given), size)
		}
		if fresh.gsn = got.NextGSN; !got.More {
			if len(got.Given) != 1 {
				t.Error("nothing was given at the end")
			}
			return
		}
	}
}
