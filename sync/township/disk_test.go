package township

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"woshou/data"
	"woshou/sync/wire"
)

// databaseError is what a database answers, by its code.
type databaseError string

func (d databaseError) Error() string { return "the database says " + string(d) }

func (d databaseError) SQLState() string { return string(d) }

func TestIsFull_KnowsAFullDisk(t *testing.T) {
	for err, want := range map[error]bool{
		nil:                    false,
		errNoRoom:              true,
		databaseError("53100"): true,
		databaseError("53300"): false,
		errors.New("other"):    false,
		data.ErrDamaged:        false,
		fmt.Errorf("commit: %w", &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}): true,
		fmt.Errorf("file resize error: %s", syscall.EFBIG):                                   true,
		fmt.Errorf("write: %w", syscall.EDQUOT):                                              true,
		fmt.Errorf("write: %w", syscall.EIO):                                                 false,
	} {
		if got := isFull(err); got != want {
			t.Errorf("%v: %v", err, got)
		}
	}
}

// roomy gives a server a disk with so many bytes left.
func roomy(s *Server, left *uint64) {
	s.disk.left = func(string) (uint64, error) { return *left, nil }
}

func TestPages_SayThatTheDiskIsFull(t *testing.T) {
	s, _ := newServer(t)
	left := uint64(0)
	roomy(s, &left)
	pc, c := enrolled(t, s, dongli, dongliArea), admitted(t, s)
	stranger := open(t, s)
	pc.save(about(agreedFact()))
	good := s.led
	s.led = failing{good}
	diff(t, "answer", pc.send(pc.request()).Reason, wire.CodeFull)
	const full = "服务器的磁盘满了，新报来的记录存不下。"
	page := c.get("/")
	if page.status != http.StatusOK || !strings.Contains(page.body, `<p class="problem" role="status">`+full) || strings.Contains(page.body, "只剩") {
		t.Errorf("the page says %d %s", page.status, page.body)
	}
	a := stranger.post("/login", "name", adminName, "password", newPassword)
	if a.status != http.StatusInsufficientStorage || !strings.Contains(a.body, "服务器的磁盘满了，这一步没有做成") {
		t.Errorf("a login gave %d %s", a.status, a.body)
	}
	s.led = good
	pc.sync() // a small record may find its place in a full store
	diff(t, "still full", strings.Contains(c.get("/").body, full), true)
	left = growRoom
	pc.save(about(agreedFact()))
	pc.sync()
	diff(t, "with room", strings.Contains(c.get("/").body, full), false)
}

// Nobody is thrown out because the time of his last request cannot be stored.
func TestSession_GoesOnOnAFullDisk(t *testing.T) {
	s, at := newServer(t)
	c := admitted(t, s)
	s.led = failing{s.led}
	at.move(2 * seenEvery)
	if a := c.get("/check"); a.status != http.StatusOK || !strings.Contains(a.body, "服务器的磁盘满了") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestPages_WarnBeforeTheDiskIsFull(t *testing.T) {
	s, _ := newServer(t)
	if _, err := s.BackUpNow(t.Context(), adminName); err != nil {
		t.Fatal(err)
	}
	all, err := s.Backups()
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	c := admitted(t, s)
	next := uint64(all[0].Size)
	for _, x := range []struct {
		data, backups uint64
		says          string
	}{
		{lowRoom - 1, 1 << 40, "服务器的磁盘只剩 1023 MB"}, {lowRoom, 1 << 40, ""}, {1 << 40, lowRoom + next - 1, "放备份的磁盘只剩 1024 MB"}, {1 << 40, lowRoom + next, ""},
	} {
		s.disk.left = func(folder string) (uint64, error) {
			if folder == s.dir {
				return x.data, nil
			}
			return x.backups, nil
		}
		body := c.get("/").body
		if x.says == "" && strings.Contains(body, "只剩") || !strings.Contains(body, x.says) {
			t.Errorf("%+v: %s", x, body)
		}
		words := strings.Join(s.Disk(t.Context()), "\n")
		if !strings.HasPrefix(words, x.says) || (x.says == "") != (words == "") {
			t.Errorf("%+v: said %q", x, words)
		}
	}
	s.disk.left = func(string) (uint64, error) { return 0, errors.ErrUnsupported }
	diff(t, "where nobody knows", len(s.Disk(t.Context())), 0)
}

func TestMetrics_MeasureTheDisk(t *testing.T) {
	s, _ := newServer(t)
	left := uint64(5 << 30)
	roomy(s, &left)
	for _, full := range []bool{true, false} {
		_ = s.noted(map[bool]error{true: syscall.ENOSPC}[full])
		got, err := s.gauges(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		diff(t, "full", got["woshou_disk_full"] == 1, full)
		diff(t, "left", []float64{got[`woshou_disk_free_bytes{folder="data"}`], got[`woshou_disk_free_bytes{folder="backups"}`]}, []float64{5 << 30, 5 << 30})
	}
}

func TestAskDisk_SaysWhatTheRunningServerKnows(t *testing.T) {
	s, _ := newServer(t)
	if _, err := AskDisk(t.Context(), s.dir); !errors.Is(err, ErrNoServer) {
		t.Errorf("nobody there: %v", err)
	}
	if err := s.StartControl(); err != nil {
		t.Fatal(err)
	}
	left := uint64(1 << 40)
	roomy(s, &left)
	for want, err := range []error{nil, syscall.ENOSPC} {
		_ = s.noted(err)
		words, err := AskDisk(t.Context(), s.dir)
		diff(t, "sentences", []any{len(words), err}, []any{want, nil})
	}
}

// The reason of a county's full disk and of the own one are not mixed up.
func TestCountyCode_TellsWhoseDiskIsFull(t *testing.T) {
	diff(t, "the county's", countyCode(wire.ErrFull), string(wire.CodeFull))
	diff(t, "the own", countyCode(fmt.Errorf("%w: %w", errNoRoom, syscall.ENOSPC)), "no_room")
	for _, code := range []string{"full", "no_room"} {
		if words := countyNames(code); !strings.Contains(words, "磁盘满了") {
			t.Errorf("%s: %s", code, words)
		}
	}
	if words := StickWords(errNoRoom); !strings.Contains(words, "磁盘满了") {
		t.Error(words)
	}
}

// An enrolment on a full disk says so, and the code is still good.
func TestEnrol_OnAFullDisk(t *testing.T) {
	s, _ := newServer(t)
	code, err := s.NewCode(dongli, dongliArea)
	if err != nil {
		t.Fatal(err)
	}
	good, c := s.led, newComputer(t, s)
	s.led = failing{good}
	parsed, err := wire.ParseCode(code)
	if err != nil {
		t.Fatal(err)
	}
	body, err := wire.SignEnrol(c.key, &wire.EnrolRequest{Proto: wire.Proto, Secret: parsed.Secret, Device: c.id, Epoch: c.epoch, Area: dongliArea})
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Enrol(t.Context(), body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := wire.DecodeEnrolResponse(out)
	if err != nil || r.Reason != wire.CodeFull {
		t.Errorf("%+v %v", r, err)
	}
	s.led = good
	c.enrol(code, dongliArea)
	diff(t, "enrolled", c.village != "", true)
}
