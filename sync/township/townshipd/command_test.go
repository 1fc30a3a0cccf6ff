package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"woshou/sync/township"
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
