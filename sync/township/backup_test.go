package township

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// backedUp returns a backup of a server.
func backedUp(t *testing.T, s *Server) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Backup(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRestore_VillagesRefillIt: a backup is older than what villages sent since; they
// send it again, and nothing is counted twice.
func TestRestore_VillagesRefillIt(t *testing.T) {
	s, at := newServer(t)
	c, other := enrolled(t, s, dongli, dongliArea), enrolled(t, s, shimen, shimenArea)
	for range 5 {
		c.save(about(agreedFact()))
		other.save(about(agreedFact()))
	}
	c.sync()
	other.sync()
	hired(t, s, "寿永康", ledger.RoleClerk)
	raw := backedUp(t, s)
	c.save(about(agreedFact()))
	c.save(about(agreedFact()))
	want := c.sync()
	epoch := c.server

	dir := filepath.Join(t.TempDir(), "new")
	said, err := Restore(context.Background(), dir, "", bytes.NewReader(raw))
	if err != nil || said.Name != "清溪镇" || said.Pin != s.Pin().String() {
		t.Fatalf("%+v %v", said, err)
	}
	back, err := New(Config{Dir: dir, Name: "清溪镇", Now: at.now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = back.Close() }()
	diff(t, "the authority", back.Pin(), s.Pin())
	if found, err := back.Check(context.Background()); err != nil || len(found) > 0 {
		t.Errorf("%v %v", found, err)
	}
	if _, err := back.login(context.Background(), "寿永康", newPassword); err != nil {
		t.Errorf("an account: %v", err)
	}
	diff(t, "before the villages come", totals(t, back).Figures[data.FigureReceived].Cases, 10)
	c.s, other.s = back, back
	refilled(t, c, want.Cases)
	refilled(t, other, 5)
	if c.server == epoch {
		t.Error("the server has its old epoch")
	}
	diff(t, "afterwards", totals(t, back).Figures[data.FigureReceived].Cases, 12)
	if found, err := back.Check(context.Background()); err != nil || len(found) > 0 {
		t.Errorf("%v %v", found, err)
	}
	if _, exists := back.PasswordFile(); exists {
		t.Error("a second administrator was made")
	}
}

// refilled goes on with a computer after its server came back from a backup: it takes
// the server's answer for where they stand and sends from there.
func refilled(t *testing.T, c *computer, cases int) {
	t.Helper()
	for range 20 {
		r := c.send(c.request())
		c.acked, c.gsn, c.server = r.Ack, r.NextGSN, r.Server
		if c.acked == uint64(len(c.events)) && !r.More && r.Reason == "" && r.Cases == cases {
			return
		}
	}
	t.Errorf("the server has not all events of %s again", c.id)
}

func TestRestore_RefusesWhatIsNotWhole(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	c.save(about(agreedFact()))
	c.sync()
	raw := backedUp(t, s)
	ctx := context.Background()
	try := func(b []byte) error {
		dir := filepath.Join(t.TempDir(), "new")
		_, err := Restore(ctx, dir, "", bytes.NewReader(b))
		if err != nil {
			if again, err := New(Config{Dir: dir}); err == nil {
				if entries, _ := os.ReadDir(dir); len(entries) > 0 && !isFresh(t, again) {
					t.Errorf("half a backup of %d bytes opens", len(b))
				}
				_ = again.Close()
			}
		}
		return err
	}
	for _, cut := range []int{0, 1, len(backupMagic), 500, len(raw) / 2, len(raw) - 33, len(raw) - 1} {
		if err := try(raw[:cut]); !errors.Is(err, data.ErrDamaged) {
			t.Errorf("cut at %d: %v", cut, err)
		}
	}
	for _, place := range []int{3, len(backupMagic) + 200, len(raw) / 2, len(raw) - 40} {
		b := bytes.Clone(raw)
		b[place] ^= 0x41
		if err := try(b); err == nil {
			t.Errorf("a byte changed at %d was taken", place)
		}
	}
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(ctx, full, "", bytes.NewReader(raw)); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("into a folder with a file: %v", err)
	}
}

// isFresh reports whether a server has neither villages nor anything but its first account.
func isFresh(t *testing.T, s *Server) bool {
	t.Helper()
	fresh := false
	err := s.led.View(context.Background(), func(r ledger.Reader) error {
		v, err := r.Villages()
		fresh = len(v) == 0
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fresh
}

func TestBackups_AreMadeDailyAndThinned(t *testing.T) {
	s, at := newServer(t)
	ctx := context.Background()
	for range 3 * 24 {
		s.daily(ctx)
		at.move(time.Hour)
	}
	all, err := s.Backups()
	if err != nil || len(all) != 4 { // 9:30 is the first; the next come after each midnight
		t.Fatalf("%d backups, %v", len(all), err)
	}
	dir := filepath.Join(t.TempDir(), "back")
	f, err := os.Open(filepath.Join(s.dir, dirBackups, all[0].Name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := Restore(ctx, dir, "", f); err != nil {
		t.Errorf("the newest one: %v", err)
	}
}

func TestSpare_KeepsDaysWeeksAndMonths(t *testing.T) {
	var all []BackupFile
	for day := range 800 {
		for _, hour := range []time.Duration{20, 3} {
			at := startTime().AddDate(0, 0, -day).Add(hour * time.Hour)
			all = append(all, BackupFile{Name: at.Format(backupName), At: at})
		}
	}
	out := map[string]bool{}
	for _, b := range spare(all) {
		out[b.Name] = true
	}
	var kept []BackupFile
	for _, b := range all {
		if !out[b.Name] {
			kept = append(kept, b)
		}
	}
	days, months := map[string]bool{}, map[string]bool{}
	for _, b := range kept {
		days[b.At.Format(time.DateOnly)] = true
		months[b.At.Format("2006-01")] = true
	}
	if len(kept) != len(days) || len(kept) > keptDays+keptWeeks+keptMonths || len(months) != keptMonths {
		t.Errorf("%d kept of %d days in %d months", len(kept), len(days), len(months))
	}
	for back := range keptDays {
		if day := startTime().AddDate(0, 0, -back).Add(20 * time.Hour).Format(time.DateOnly); !days[day] {
			t.Errorf("%s is not kept", day)
		}
	}
	diff(t, "thinned again", len(spare(kept)), 0)
}

func TestBackups_AFailureIsOnThePages(t *testing.T) {
	s, at := newServer(t)
	c := admitted(t, s)
	says := func(page, want string, is bool) {
		t.Helper()
		if body := c.get(page).body; strings.Contains(body, want) != is {
			t.Errorf("%s says %q: %v", page, want, !is)
		}
	}
	a := c.post("/backups")
	if a.status != 200 || !strings.Contains(a.body, "已备份：township-20260601-093000.backup") {
		t.Errorf("made by hand: %d %s", a.status, a.body)
	}
	s.keeper.from = at.now()
	says("/", "自动备份没有成功", false)
	good := s.keeper.dir
	s.keeper.dir = filepath.Join(s.dir, fileCA) // no folder
	at.move(time.Minute)
	s.daily(context.Background())
	says("/", "自动备份没有成功", true)
	diff(t, "by hand", c.post("/backups").status, 500)
	says("/acts", "备份没有成功", true)
	s.keeper.dir = good
	at.move(24 * time.Hour)
	c.post("/login", "name", adminName, "password", newPassword)
	s.daily(context.Background())
	says("/", "自动备份没有成功", false)
	at.move(lateBackup + time.Minute)
	c.post("/login", "name", adminName, "password", newPassword)
	says("/check", "超过一天没有新的备份", true)
	reader := hiredClerk(t, s, "郦小红", ledger.RoleReader)
	if strings.Contains(reader.get("/").body, "超过一天没有新的备份") {
		t.Error("a reader is told of it")
	}
}

func TestControl_NeedsTheSecret(t *testing.T) {
	s, _ := newServer(t)
	ctx := context.Background()
	if err := AskBackup(ctx, s.dir, &bytes.Buffer{}); !errors.Is(err, ErrNoServer) {
		t.Errorf("before it runs: %v", err)
	}
	if err := s.StartControl(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := AskBackup(ctx, s.dir, &b); err != nil || !strings.HasPrefix(b.String(), backupMagic) {
		t.Fatalf("%d bytes, %v", b.Len(), err)
	}
	path := filepath.Join(s.dir, fileControl)
	forOwner(t, path)
	secret, one := begin(t, s)
	_ = one
	if err := AskPassword(ctx, s.dir); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.session(ctx, secret); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a session after the password was set: %v", err)
	}
	oneTime(t, s)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	forged := bytes.Replace(raw, []byte(`"Secret":"`), []byte(`"Secret":"x`), 1)
	if err := os.WriteFile(path, forged, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := AskBackup(ctx, s.dir, &b); !errors.Is(err, errRefused) {
		t.Errorf("with another secret: %v", err)
	}
	good := s.led
	s.led = uncopied{good}
	_ = os.WriteFile(path, raw, 0o600)
	if err := AskBackup(ctx, s.dir, &b); !errors.Is(err, errRefused) {
		t.Errorf("a copy that was cut: %v", err)
	}
	s.led = good
	if err := s.endControl(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
}

// uncopied is a ledger whose disk fails while it is copied.
type uncopied struct{ ledger.Ledger }

func (u uncopied) Backup(_ context.Context, w io.Writer) error {
	_, err := w.Write([]byte("half"))
	return errors.Join(fmt.Errorf("copy: %w", errFull), err)
}

func TestCheck_FindsWhatIsChanged(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	f := agreedFact()
	c.save(about(f))
	c.sync()
	ctx := context.Background()
	if found, err := s.Check(ctx); err != nil || len(found) > 0 {
		t.Fatalf("%v %v", found, err)
	}
	err := s.led.Update(ctx, func(tx ledger.Tx) error {
		one, err := tx.Case(f.Case)
		if err != nil {
			return err
		}
		f.Amount++
		one.Row = f.Encode()
		return tx.PutCase(one)
	})
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Check(ctx)
	if err != nil || len(found) == 0 {
		t.Errorf("a changed row: %v %v", found, err)
	}
}

func TestExport_WritesEveryRow(t *testing.T) {
	s, _ := newServer(t)
	seed(t, s)
	dir := filepath.Join(t.TempDir(), "out")
	if err := s.Export(context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, exportRows))
	if err != nil {
		t.Fatal(err)
	}
	_, n, err := s.Digest()
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	diff(t, "lines", strings.Count(text, "\r\n"), n+1)
	if !strings.HasPrefix(text, "\ufeff村（社区）,区划代码") || !strings.Contains(text, dongli+","+dongliArea) {
		t.Errorf("begins %q", text[:60])
	}
	book, err := os.ReadFile(filepath.Join(dir, exportBook))
	if err != nil || !bytes.HasPrefix(book, []byte("PK")) {
		t.Errorf("workbook: %v", err)
	}
}

// A backup of a day to come, which a wrong clock left, keeps no other from being made.
func TestBackups_AfterAWrongClock(t *testing.T) {
	s, at := newServer(t)
	s.keeper.from = at.now()
	at.move(1000 * 24 * time.Hour)
	s.daily(t.Context())
	at.move(-999 * 24 * time.Hour)
	s.daily(t.Context())
	all, err := s.Backups()
	if err != nil || len(all) != 2 {
		t.Fatalf("%v %v", all, err)
	}
	diff(t, "problem", s.backupProblem(), "")
	at.move(lateBackup + time.Minute)
	wantWords(t, "two days on", s.backupProblem(), true, "超过一天没有新的备份")
	if err := os.Remove(filepath.Join(s.keeper.dir, all[1].Name)); err != nil {
		t.Fatal(err)
	}
	wantWords(t, "with the one to come alone", s.backupProblem(), true, "超过一天没有新的备份")
}
