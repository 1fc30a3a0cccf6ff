package store

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"woshou/data"
)

const villageAddress = "https://town.test:8443"

// enrolled gives a store a link as an enrolment does.
func enrolled(t testing.TB, s *Store) *Store {
	t.Helper()
	l := s.Link()
	l.Address, l.Pin, l.Village, l.Key = villageAddress, []byte("pin"), "v", make([]byte, 32)
	ok(t, s.SetLink(l))
	return s
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// village is a first computer whose numbers are safe at the township.
func village(t testing.TB) (*Store, string, *stream) {
	t.Helper()
	s, key, err := Create(filepath.Join(t.TempDir(), "record"), NewRecord{testCommittee(), head, password}, testOptions())
	ok(t, err)
	t.Cleanup(func() { _ = s.Close() })
	enrolled(t, s)
	intake(t, s, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	w := newStream(t)
	w.drain(s)
	ok(t, s.Tend(testDay))
	w.drain(s)
	return s, key, w
}

var testDay = must2(data.ParseDay("2026-07-10"))

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func joining(key *VillageKey) Joining {
	return Joining{
		Key: key, Device: data.NewDeviceID(), Epoch: data.NewEpoch(), Name: "二号电脑",
		Link: Link{Address: villageAddress, Pin: []byte("pin"), Village: "v", Key: make([]byte, 32)},
	}
}

func join(t testing.TB, j Joining) *Store {
	t.Helper()
	s, err := Join(filepath.Join(t.TempDir(), "record"), j, testOptions())
	ok(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func sealedKey(t testing.TB, s *Store) []byte {
	t.Helper()
	return must(s.SealedKey())(t)
}

func TestJoin_ByTheRecoveryKey(t *testing.T) {
	a, sheet, w := village(t)
	ok(t, a.Share())
	sealed := sealedKey(t, a)
	if _, err := OpenSealedKey(sealed, newRecoveryKey()); !errors.Is(err, data.ErrPassword) {
		t.Errorf("another sheet: %v", err)
	}
	var bad *data.Invalid
	if _, err := OpenSealedKey(sealed, "0"+sheet[1:]); sheet[0] != '0' && (!errors.As(err, &bad) || bad.Code != "recovery.slip") {
		t.Errorf("a slip: %v", err)
	}
	key := must(OpenSealedKey(sealed, strings.ToLower(sheet)))(t)
	b := join(t, joining(key))
	if !b.Filling() {
		t.Error("an empty record is said to be all there")
	}
	ok(t, b.Tend(testDay))
	if n, _ := b.Pending(); n != 0 {
		t.Error("claims were made before the village's are known")
	}
	if n := must(b.NextNumber(2026))(t); n != 0 {
		t.Errorf("it gives the number %d before the village's are known", n)
	}
	w.drain(b)
	ok(t, b.Tend(testDay))
	if n, _ := b.Pending(); n != 0 {
		t.Error("claims were made before the record is all there")
	}
	ok(t, b.Filled())
	ok(t, b.FirstPassword(head, password))
	if err := b.FirstPassword(head, "another"); err == nil {
		t.Error("a second first password")
	}
	ok(t, b.Tend(testDay))
	w.drain(b, a)
	sameEverywhere(t, w, a, b)
	c := a.Committee()
	if len(c.Computers) != 2 || c.Computers[1].Name != "二号电脑" || c.Computers[1].Device != b.Device().Text() {
		t.Errorf("computers %+v", c.Computers)
	}
	began, found := b.Began()
	if !found || !began.Joined || !began.Done || began.Came == 0 {
		t.Errorf("began %+v", began)
	}
	ok(t, b.Noted())
	if _, found := b.Began(); found {
		t.Error("told a second time")
	}
	if must(a.NextNumber(2026))(t) == must(b.NextNumber(2026))(t) {
		t.Error("both computers give the same number")
	}
	b = reopen(t, b)
	ok(t, b.Verify())
}

// What a computer that joined would write of the committee before the village's own record
// has come would be sealed under another key, and the village's would never open there.
func TestJoin_TheCommitteesRecordComesFirst(t *testing.T) {
	a, sheet, w := village(t)
	ok(t, a.Share())
	b := join(t, joining(must(OpenSealedKey(sealedKey(t, a), sheet))(t)))
	early := b.Committee()
	early.AreaShort = "清河"
	if err := b.SaveCommittee("committee", early); refusal(err) != "committee.awaited" {
		t.Errorf("before the village's record is here: %v", err)
	}
	if n, _ := b.Pending(); n != 0 {
		t.Errorf("%d events wait after a save that was refused", n)
	}
	w.drain(b)
	next := b.Committee()
	next.AreaShort = "清河"
	ok(t, b.SaveCommittee("committee", next))
	w.drain(b, a)
	sameEverywhere(t, w, a, b)
	if got := a.Committee(); got.AreaShort != "清河" || got.Name != testCommittee().Name {
		t.Errorf("the committee is %q, %q", got.Name, got.AreaShort)
	}
}

// A new sheet replaces the old one on every computer, whoever sends first.
func TestJoin_TheNewestSheetWins(t *testing.T) {
	a, sheet, w := village(t)
	ok(t, a.Share())
	b := join(t, joining(must(OpenSealedKey(sealedKey(t, a), sheet))(t)))
	w.drain(b)
	ok(t, b.Filled())
	ok(t, b.FirstPassword(head, password))
	fresh := must(a.NewRecoveryKey())(t)
	w.drain(a, b)
	if string(sealedKey(t, a)) != string(sealedKey(t, b)) {
		t.Error("the second computer has another sheet's seal")
	}
	b = reopen(t, b)
	for key, want := range map[string]error{sheet: data.ErrPassword, fresh: nil} {
		if _, err := OpenSealedKey(sealedKey(t, b), key); !errors.Is(err, want) {
			t.Errorf("sheet %s: %v, want %v", key[:5], err, want)
		}
	}
	if c := a.Committee(); c.Recovery != base64.StdEncoding.EncodeToString(sealedKey(t, a)) {
		t.Error("the record names another sheet")
	}
}

// A join that is cut off before the first password leaves a record that the recovery key opens.
func TestJoin_CutOffBeforeTheFirstPassword(t *testing.T) {
	a, sheet, w := village(t)
	ok(t, a.Share())
	b := join(t, joining(must(OpenSealedKey(sealedKey(t, a), sheet))(t)))
	ok(t, b.Close())
	l, err := Open(b.path, testOptions())
	ok(t, err)
	if _, err := l.Unlock(password); !errors.Is(err, data.ErrPassword) {
		t.Errorf("a password opens it: %v", err)
	}
	r, err := l.OpenRecovery(sheet)
	ok(t, err)
	users, _, err := r.Users()
	if err != nil || len(users) != 0 {
		t.Errorf("users %v, %v", users, err)
	}
	b, err = r.Reset(r.Holder(), password)
	ok(t, err)
	t.Cleanup(func() { _ = b.Close() })
	w.drain(b)
	ok(t, b.Filled())
	sameEverywhere(t, w, a, b)
	if _, err := Join(b.path, joining(must(OpenSealedKey(sealedKey(t, a), sheet))(t)), testOptions()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second join over it: %v", err)
	}
}

func TestJoin_ByInvitation(t *testing.T) {
	for name, withCopy := range map[string]bool{"without a copy": false, "with a copy": true} {
		t.Run(name, func(t *testing.T) {
			a, sheet, w := village(t)
			c := a.Committee()
			what := Invited{ID: "i", Address: villageAddress, Pin: []byte("pin"), Committee: c.Name, Area: c.Area, People: []Person{{head, "杨秀莲"}}}
			file, code, err := a.Invite(what)
			ok(t, err)
			if _, _, err := OpenInvitation(file, invitePaper.make()); !errors.Is(err, data.ErrPassword) {
				t.Errorf("another code: %v", err)
			}
			got, key, err := OpenInvitation(file, code)
			ok(t, err)
			if got.Committee != c.Name || got.People[0].ID != head || key.Holder() != head {
				t.Errorf("invitation %+v", got)
			}
			intake(t, a, sampleCase(rand.New(rand.NewPCG(2, 2)), 2)) // not sent yet
			j := joining(key)
			j.User, j.Password, j.Invitation = head, password, got.ID
			var b *Store
			if withCopy {
				b = joinCopy(t, a, j)
				if len(b.Rows()) != 2 {
					t.Errorf("%d cases in the copy", len(b.Rows()))
				}
			} else {
				b = join(t, j)
			}
			w.drain(b)
			ok(t, b.Filled())
			ok(t, b.Tend(testDay))
			w.drain(a, b)
			sameEverywhere(t, w, a, b)
			ok(t, b.Verify())
			if b.Device() == a.Device() || a.Committee().Joined("i") != 1 {
				t.Error("the computer that joined is not in the record as one")
			}
			b = reopen(t, b)
			if _, err := OpenSealedKey(sealedKey(t, b), sheet); err != nil {
				t.Errorf("the village's sheet does not open the new record: %v", err)
			}
		})
	}
}

// joinCopy makes a copy of a record a further computer's.
func joinCopy(t testing.TB, a *Store, j Joining) *Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "record")
	must(a.Backup(path))(t)
	o, err := OpenInvited(path, j.Key, testOptions())
	ok(t, err)
	ok(t, errors.Join(o.BeginAs(j), o.Close()))
	l, err := Open(path, testOptions())
	ok(t, err)
	if l.record == a.recordName(t) {
		t.Error("the copy has the record's own name")
	}
	b, err := l.Unlock(password)
	ok(t, err)
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func (s *Store) recordName(t testing.TB) (id recordID) {
	t.Helper()
	ok(t, s.view(func(t *txn) error { id = t.record(); return nil }))
	return id
}

func TestShare_OnlyWhenTheTownshipHasTheNumbers(t *testing.T) {
	s := enrolled(t, newTestStore(t))
	w := newStream(t)
	if err := s.Share(); !errors.Is(err, ErrUnsent) {
		t.Errorf("before any claim: %v", err)
	}
	if _, _, err := s.Invite(Invited{}); !errors.Is(err, ErrUnsent) {
		t.Errorf("an invitation before any claim: %v", err)
	}
	ok(t, s.Tend(testDay))
	if err := s.Share(); !errors.Is(err, ErrUnsent) {
		t.Errorf("before the claim is confirmed: %v", err)
	}
	w.drain(s)
	intake(t, s, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	if err := s.Share(); !errors.Is(err, ErrUnsent) {
		t.Errorf("with a case that is not sent: %v", err)
	}
	w.drain(s)
	ok(t, s.Share())
	s = reopen(t, s)
	intake(t, s, sampleCase(rand.New(rand.NewPCG(3, 1)), 2))
	ok(t, s.Share())
}

// Every disk that refuses, at every step, leaves nothing or a record that opens.
func TestJoin_DiskRefuses(t *testing.T) {
	a, sheet, _ := village(t)
	ok(t, a.Share())
	key := must(OpenSealedKey(sealedKey(t, a), sheet))(t)
	for n := range 40 {
		path := filepath.Join(t.TempDir(), "record")
		opt := testOptions().filled()
		opt.files = &refusing{files: opt.files, after: n}
		s, err := Join(path, joining(key), opt)
		if err != nil {
			if Exists(path) {
				t.Errorf("step %d: %v, and a record is left", n, err)
			}
			continue
		}
		ok(t, s.Close())
		l, err := Open(path, testOptions())
		ok(t, err)
		r, err := l.OpenRecovery(sheet)
		ok(t, err)
		ok(t, r.Close())
	}
}

// refusing is a disk that refuses everything after some calls.
type refusing struct {
	files
	after int
}

var errRefused = errors.New("refused")

func (f *refusing) step() error {
	if f.after--; f.after < 0 {
		return errRefused
	}
	return nil
}

func (f *refusing) Open(name string, flag int) (file, error) {
	if err := f.step(); err != nil {
		return nil, err
	}
	return f.files.Open(name, flag)
}

func (f *refusing) Rename(from, to string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.files.Rename(from, to)
}

func FuzzDecodeInvitation(f *testing.F) {
	in := invitation{Argon2: Argon2Params{Memory: 8, Time: 1, Lanes: 1}, Salt: []byte("salt"), Sealed: []byte("sealed")}
	f.Add(in.encode())
	f.Add([]byte("woshou invitation\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := decodeInvitation(b)
		if err != nil {
			if !errors.Is(err, data.ErrDamaged) && !errors.Is(err, data.ErrNewer) {
				t.Fatal(err)
			}
			return
		}
		if got.Argon2.Memory > maxInviteMemory || got.Argon2.Time > maxInviteTime || got.Argon2.Lanes == 0 {
			t.Fatalf("it may ask for %+v", got.Argon2)
		}
		if _, err := decodeInvitation(got.encode()); err != nil {
			t.Fatalf("written again it is no invitation: %v", err)
		}
	})
}

func FuzzDecodeSealed(f *testing.F) {
	w := keyWrap{Kind: wrapRecovery, Author: "a", Salt: []byte("salt"), Sealed: []byte("sealed")}
	f.Add(w.encode())
	f.Add([]byte{1, '{', '}'})
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := decodeSealed(b)
		if err == nil && (got.Kind != wrapRecovery || len(got.Sealed) == 0) {
			t.Fatalf("%+v", got)
		}
	})
}

func TestInvitation_Damaged(t *testing.T) {
	a, _, _ := village(t)
	file, code, err := a.Invite(Invited{ID: "i"})
	ok(t, err)
	for i := range file {
		b := append([]byte{}, file...)
		b[i] ^= 1
		if _, _, err := OpenInvitation(b, code); !errors.Is(err, data.ErrDamaged) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
	for cut := range file {
		if _, _, err := OpenInvitation(file[:cut], code); !errors.Is(err, data.ErrDamaged) {
			t.Fatalf("cut at %d: %v", cut, err)
		}
	}
	if strings.Contains(string(file), "杨") || len(file) > 4<<10 {
		t.Error("an invitation says something in plain, or is large")
	}
	if err := CheckInviteCode(code[:5]); err == nil {
		t.Error("a short code passed")
	}
}
