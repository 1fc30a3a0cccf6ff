package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"woshou/data"
	"woshou/sync/township"
	"woshou/sync/township/ledger"
)

// ran runs a command and returns what it said.
func ran(t *testing.T, want error, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(context.Background(), args, &out, &out); !errors.Is(err, want) || want == nil && err != nil {
		t.Errorf("%v: %v", args, err)
	}
	return out.String()
}

// ranByHand makes a folder as a server leaves it, and returns the code of its village.
func ranByHand(t *testing.T, dir string) (code string) {
	t.Helper()
	s, err := township.New(township.Config{Dir: dir, Name: "清溪镇"})
	if err == nil {
		code, err = s.NewCode("东篱村", "339921101201")
		err = errors.Join(err, s.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// town makes a folder in which a server has been, with one village.
func town(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "town")
	ranByHand(t, dir)
	return dir
}

// TestCommands_WithAndWithoutAServer runs every command on a folder, and again while a
// server holds it.
func TestCommands_WithAndWithoutAServer(t *testing.T) {
	dir := town(t)
	for _, running := range []bool{false, true} {
		place := t.TempDir()
		if running {
			s, err := township.New(township.Config{Dir: dir, Name: "清溪镇"})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			if err := s.StartControl(); err != nil {
				t.Fatal(err)
			}
		}
		saved, back, out := filepath.Join(place, "saved"), filepath.Join(place, "back"), filepath.Join(place, "out")
		if said := ran(t, nil, "backup", "--dir", dir, saved, "--name", "清溪镇"); !strings.Contains(said, saved) {
			t.Errorf("backup said %q", said)
		}
		ran(t, os.ErrExist, "backup", "--dir", dir, saved) // replaces nothing
		if said := ran(t, nil, "restore", "--dir", back, saved); !strings.Contains(said, "清溪镇") {
			t.Errorf("restore said %q", said)
		}
		ran(t, township.ErrNotEmpty, "restore", "--dir", back, saved)
		for _, d := range []string{dir, back} {
			if said := ran(t, nil, "check", "--dir", d); !strings.Contains(said, "数据完整") {
				t.Errorf("check said %q", said)
			}
			if said := ran(t, nil, "recount", "--dir", d); !strings.Contains(said, "完全一致") {
				t.Errorf("recount said %q", said)
			}
		}
		ran(t, nil, "export", "--dir", dir, out)
		if entries, err := os.ReadDir(out); err != nil || len(entries) != 2 {
			t.Errorf("exported %v %v", entries, err)
		}
		path := filepath.Join(dir, "first-password.txt")
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		ran(t, nil, "password", "--dir", dir)
		if after, err := os.ReadFile(path); err != nil || bytes.Equal(before, after) {
			t.Errorf("the password is the old one: %v", err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "townshipd-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// The check says what the running server knows of its disk, before it reads anything.
func TestCommands_CheckSaysThatTheDiskIsFull(t *testing.T) {
	dir := town(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/disk" || r.Header.Get("Authorization") != "Bearer secret" {
			t.Errorf("asked for %s", r.URL)
		}
		_, _ = w.Write([]byte(`["磁盘满了。"]`))
	}))
	defer server.Close()
	control := fmt.Sprintf(`{"Address":%q,"Secret":"secret"}`, server.Listener.Addr())
	if err := os.WriteFile(filepath.Join(dir, "control.json"), []byte(control), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := ran(t, nil, "check", "--dir", dir); !strings.HasPrefix(said, "磁盘满了。\n数据完整") {
		t.Errorf("said %q", said)
	}
}

func TestCommands_TakeTheEnvironment(t *testing.T) {
	t.Setenv("WOSHOU_DIR", "/from/environment")
	t.Setenv("WOSHOU_NAME", "清溪镇")
	var c call
	if err := c.parse(commands()[0], []string{"--listen", ":9443"}); err != nil {
		t.Fatal(err)
	}
	if c.dir != "/from/environment" || c.name != "清溪镇" || c.listen != ":9443" {
		t.Errorf("%+v", c)
	}
	if err := c.parse(commands()[0], []string{"--dir", "/from/line"}); err != nil || c.dir != "/from/line" {
		t.Errorf("%+v %v", c, err)
	}
	t.Setenv("WOSHOU_DETAIL", "perhaps")
	if err := c.parse(commands()[0], nil); err == nil {
		t.Error("WOSHOU_DETAIL=perhaps was taken")
	}
}

// What is done once is not done again at each start of a service.
func TestCommands_OnceIsNotInTheEnvironment(t *testing.T) {
	for _, name := range once {
		t.Setenv(environment+strings.ToUpper(strings.ReplaceAll(name, "-", "_")), "true")
	}
	var c, r call
	if err := errors.Join(c.parse(commands()[0], nil), r.parse(command{name: "recount"}, nil)); err != nil {
		t.Fatal(err)
	}
	if c.files || c.restored || c.forgotten || r.repair {
		t.Errorf("%+v %+v", c, r)
	}
}

// Where the records lie in a database, a command without its address does not take an empty
// ledger for them, and the other way round.
func TestCommands_TakeNoOtherLedger(t *testing.T) {
	dir, place := town(t), t.TempDir()
	for _, store := range []string{"postgres://nobody@127.0.0.1:1/none", ""} {
		if store == "" { // as a folder is whose ledger is a database
			if err := os.Remove(filepath.Join(dir, "township.db")); err != nil {
				t.Fatal(err)
			}
		}
		for _, args := range [][]string{
			{"serve", "--listen", "127.0.0.1:0"}, {"backup", filepath.Join(place, "saved")}, {"export", filepath.Join(place, "out")}, {"check"},
			{"recount"}, {"recount", "--repair"}, {"password"}, {"uplink", "127.0.0.1:1", "code"}, {"usb", filepath.Join(place, "stick")},
		} {
			ran(t, township.ErrElsewhere, append(args, "--dir", dir, "--store", store)...)
		}
		if left, _ := os.ReadDir(place); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

// docs/township.md has every command, option and variable, and no others.
func TestCommands_AreDocumented(t *testing.T) {
	b, err := os.ReadFile("../../../docs/township.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	known := map[string]bool{}
	for _, do := range commands() {
		if !strings.Contains(text, "| `"+do.name) && !strings.Contains(text, "`"+do.name+" ") {
			t.Errorf("no command %s", do.name)
		}
		new(call).flagSet(do).VisitAll(func(f *flag.Flag) {
			known["--"+f.Name] = true
			known[variable(f.Name)] = true
			if !strings.Contains(text, "`--"+f.Name) && !strings.Contains(text, "--"+f.Name+"]") || !strings.Contains(text, variable(f.Name)) {
				t.Errorf("no option %s %s", f.Name, variable(f.Name))
			}
		})
	}
	for _, named := range regexp.MustCompile("--[a-z][a-z-]+|WOSHOU_[A-Z_]+").FindAllString(text, -1) {
		if !known[named] {
			t.Errorf("%s is none", named)
		}
	}
}

// A difference is told in the words of the pages.
func TestReport_SpeaksPlainly(t *testing.T) {
	var out bytes.Buffer
	c := call{out: &out}
	day, err := data.NewDay(2026, 5, 1)
	if err != nil {
		t.Fatal(err)
	}
	err = c.report([]township.Difference{{
		What: township.DifferentTally, Village: "东篱村", Kept: data.Tally{Cases: 3, People: 9, Amount: 100000}, Counted: data.Tally{Cases: 2, People: 7},
		Tally: ledger.TallyKey{Figure: data.FigureAccepted, Month: day.Month(), Type: "02"},
	}}, "")
	want := "统计数：东篱村 受理 2026-05 邻里纠纷，记有 3件、9人、1,000.00元，应为 2件、7人、0.00元\n"
	if !errors.Is(err, errDifferent) || !strings.HasPrefix(out.String(), want) {
		t.Errorf("%v, said %q", err, out.String())
	}
}

func TestCommands_HelpNamesThemAll(t *testing.T) {
	var out bytes.Buffer
	_ = run(context.Background(), []string{"--help"}, &out, &out)
	for _, c := range commands() {
		if !strings.Contains(out.String(), c.name) || !strings.Contains(out.String(), c.does) {
			t.Errorf("help does not say %s", c.name)
		}
	}
	if said := ran(t, nil, "version"); !strings.Contains(said, version) {
		t.Errorf("version said %q", said)
	}
}

// A township enrols at a county, by itself and through the server that runs on its folder.
func TestCommands_Uplink(t *testing.T) {
	county, err := township.New(township.Config{Dir: t.TempDir(), Name: "示例县"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = county.Close() }()
	address, err := county.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dir := town(t)
	for _, running := range []bool{false, true} {
		if running {
			s, err := township.New(township.Config{Dir: dir, Name: "清溪镇"})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			if err := s.StartControl(); err != nil {
				t.Fatal(err)
			}
		}
		code, err := county.NewUnitCode("清溪镇", "339921101")
		if err != nil {
			t.Fatal(err)
		}
		if said := ran(t, nil, "uplink", "--dir", dir, address, code); !strings.Contains(said, "已接入") {
			t.Errorf("uplink said %q", said)
		}
		var out bytes.Buffer
		err = run(context.Background(), []string{"uplink", "--dir", dir, address, "0000"}, &out, &out)
		if err == nil || !strings.Contains(err.Error(), "接入码应为6组") {
			t.Errorf("half a code: %v", err)
		}
	}
	var out bytes.Buffer
	if err := run(context.Background(), []string{"uplink", "--dir", dir, address}, &out, &out); err == nil {
		t.Error("without a code")
	}
}
