//go:build !windows

package app

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"fyne.io/fyne/v2"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
)

// The states of a job as CUPS counts them.
const (
	jobWaits   = 3
	jobAborted = 8
	jobDone    = 9
)

// fakeCUPS is a printing system of scripts named lp, lpstat and cancel, and a socket that
// says how jobs are.
type fakeCUPS struct {
	dir   string
	state atomic.Int32
}

// newCUPS offers two printers; every job has the state until it is changed.
func newCUPS(t *testing.T, a *App, state int32) *fakeCUPS {
	t.Helper()
	c := &fakeCUPS{dir: t.TempDir()}
	c.state.Store(state)
	c.script(t, "lpstat", `case $1 in -e) printf 'Office\nRoom\n';; -d) echo 'system default destination: Room';; esac`)
	c.script(t, "lp", `echo "$@" >> `+c.dir+`/arguments; cat > `+c.dir+`/input; echo "request id is Room-7 (1 file(s))"`)
	c.script(t, "cancel", `echo "$@" >> `+c.dir+`/cancelled`)
	t.Setenv("PATH", c.dir+":"+os.Getenv("PATH"))
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	t.Setenv("CUPS_SERVER", socket.Addr().String())
	go c.serve(socket)
	a.follow = 1 // a job is looked at once
	return c
}

func (c *fakeCUPS) script(t *testing.T, name, body string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
}

// serve answers every question with the state of a job and what keeps the printer.
func (c *fakeCUPS) serve(socket net.Listener) {
	for {
		conn, err := socket.Accept()
		if err != nil {
			return
		}
		r := bufio.NewReader(conn)
		length := 0
		for line, err := r.ReadString('\n'); err == nil && line != "\r\n"; line, err = r.ReadString('\n') {
			if value, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				length, _ = strconv.Atoi(strings.TrimSpace(value))
			}
		}
		_, _ = io.CopyN(io.Discard, r, int64(length))
		body := append([]byte("\x01\x01\x00\x00\x00\x00\x00\x01\x02\x23\x00\x09job-state\x00\x04"), 0, 0, 0, byte(c.state.Load()))
		body = append(body, "\x44\x00\x15printer-state-reasons"...)
		body = append(binary.BigEndian.AppendUint16(body, 11), "media-empty\x03"...)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"+string(body))
		conn.Close()
	}
}

// arguments are those of every call of lp, a line each.
func (c *fakeCUPS) arguments(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, "arguments"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

func (c *fakeCUPS) cancelled() string {
	text, _ := os.ReadFile(filepath.Join(c.dir, "cancelled"))
	return strings.TrimSpace(string(text))
}

// agreementOf is the reference of a case's agreement.
func agreementOf(c *data.Case) []forms.Ref {
	return []forms.Ref{{Code: forms.Agreement, Element: c.Current().ID}}
}

func TestPrint_CountsWhatCameOut(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "drafted")
	cups := newCUPS(t, a, jobDone)
	a.printPapers(c, agreementOf(c))
	settle()
	shows(t, a, "Room", "双面打印", "协议内容就定下来了")
	press(t, a, "开始打印")
	shows(t, a, "Room印好了1份文书")
	want := "-d Room -n 3 -o media=A4 -o sides=two-sided-long-edge -o print-scaling=none -t 人民调解协议书" + c.Number
	if got := cups.arguments(t); len(got) != 1 || got[0] != strings.ReplaceAll(want, "/", "-") {
		t.Errorf("lp got %s, want %s", got, want)
	}
	if input, _ := os.ReadFile(filepath.Join(cups.dir, "input")); !strings.HasPrefix(string(input), "%PDF") {
		t.Errorf("lp got %.20q", input)
	}
	if got := stored(t, a, c.ID); got.Current().Prints != 1 || !got.Current().Frozen() || len(got.Papers) != len(c.Papers)+1 {
		t.Errorf("%d prints, %d papers", got.Current().Prints, len(got.Papers))
	}
}

func TestPrint_WhatFailedDoesNotCount(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "drafted")
	cups := newCUPS(t, a, jobAborted)
	a.printPapers(c, agreementOf(c))
	settle()
	press(t, a, "开始打印")
	shows(t, a, "没有打印出来", "打印机没有接下")
	if got := stored(t, a, c.ID); !got.Current().Unprinted() || len(got.Agreements) != len(c.Agreements) || len(got.Papers) != len(c.Papers) {
		t.Errorf("the current version %+v, %d papers", got.Current(), len(got.Papers))
	}
	cups.script(t, "lp", "echo out of order >&2; exit 1")
	press(t, a, "再试一次")
	shows(t, a, "打印机没有接下")
	cups.script(t, "lp", `cat > /dev/null; echo "request id is Room-8 (1 file(s))"`)
	cups.state.Store(jobDone)
	press(t, a, "再试一次")
	shows(t, a, "印好了1份")
	if got := stored(t, a, c.ID); got.Current().Prints != 1 || got.Current().Version != 1 {
		t.Errorf("%d prints", got.Current().Prints)
	}
}

func TestPrint_WaitingIsAskedAbout(t *testing.T) {
	for answer, want := range map[string]int{"已经印出来了": 1, "没有印出来": 0} {
		a := villageApp(t, 0)
		c := caseAt(t, a, "drafted")
		cups := newCUPS(t, a, jobWaits)
		a.printPapers(c, agreementOf(c))
		settle()
		press(t, a, "开始打印")
		shows(t, a, "印出来了吗", "打印机缺纸")
		press(t, a, "再等一等")
		shows(t, a, "印出来了吗")
		press(t, a, answer)
		got := stored(t, a, c.ID)
		if got.Current().Prints != want || got.Current().Unprinted() != (want == 0) || (cups.cancelled() == "Room-7") != (want == 0) {
			t.Errorf("%s: %d prints, cancelled %q", answer, got.Current().Prints, cups.cancelled())
		}
		if len(cups.arguments(t)) != 1 {
			t.Errorf("%s: handed over more than once: %v", answer, cups.arguments(t))
		}
	}
}

func TestPrint_DraftCountsNothing(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "drafted")
	cups := newCUPS(t, a, jobDone)
	previewOf(t, a, c, c.Current().ID)
	before := events(t, a, c.ID)
	press(t, a, "打印草稿")
	press(t, a, "开始打印")
	shows(t, a, "印好了1份")
	if got := cups.arguments(t); len(got) != 1 || !strings.Contains(got[0], "草稿") || !strings.Contains(got[0], "-n 1") {
		t.Errorf("lp got %s", got)
	}
	if events(t, a, c.ID) != before || stored(t, a, c.ID).Current().Frozen() {
		t.Error("a draft is on record")
	}
}

// A set is printed in one go, each paper with its own number of copies and its own count.
func TestPrint_Set(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "printed")
	cups := newCUPS(t, a, jobDone)
	s := openCase(t, a, c.ID, dossierTab)
	press(t, a, "全选")
	for i, r := range s.view.Papers {
		if r.Ref.Code == forms.Catalogue {
			s.papers.ticks[i].SetChecked(false)
		}
	}
	press(t, a, "打印选中的（"+strconv.Itoa(len(s.view.Papers)-1)+"份）")
	var ticks []string
	visible(a, func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Check); ok {
			ticks = append(ticks, c.Text)
		}
	})
	if !slices.Contains(ticks, "打3份：当事人每人一份，存档一份") {
		t.Errorf("boxes %q", ticks)
	}
	press(t, a, "开始打印")
	got, want := stored(t, a, c.ID), unbound(c)
	if len(got.Papers) != len(c.Papers)+len(want) {
		t.Errorf("%d papers were counted of %d", len(got.Papers)-len(c.Papers), len(want))
	}
	for i, line := range cups.arguments(t) {
		copies := "-n 1 "
		if want[i].Code == forms.Agreement {
			copies = "-n 3 "
		}
		if !strings.Contains(line, copies) || !strings.Contains(line, view.FormTitle(string(want[i].Code))) {
			t.Errorf("paper %d: lp got %s", i+1, line)
		}
	}
	shows(t, a, "打印过2次")
}

// With the catalogue a set is one job, of one copy, and each paper counts.
func TestPrint_BoundSet(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "drafted")
	cups := newCUPS(t, a, jobDone)
	a.printPapers(c, a.desk.Papers(c))
	settle()
	shows(t, a, "协议内容就定下来了", "份数")
	press(t, a, "开始打印")
	if got := cups.arguments(t); len(got) != 1 || !strings.Contains(got[0], "-n 1 ") || !strings.Contains(got[0], "调解卷宗") {
		t.Errorf("lp got %s", got)
	}
	if got := stored(t, a, c.ID); len(got.Papers) != len(c.Papers)+len(a.desk.Papers(c)) || got.Current().Prints != 1 {
		t.Errorf("%d papers were counted; agreement %d", len(got.Papers)-len(c.Papers), got.Current().Prints)
	}
}

// In the middle of a set what came out counts, and what did not does not.
func TestPrint_SetStopsWhereItFails(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "printed")
	cups := newCUPS(t, a, jobDone)
	cups.script(t, "lp", `cat > /dev/null; test -e `+cups.dir+`/first && exit 1; touch `+cups.dir+`/first; echo "request id is Room-1 (1 file(s))"`)
	a.printPapers(c, unbound(c))
	settle()
	press(t, a, "开始打印")
	shows(t, a, "已经印好1份，还剩"+strconv.Itoa(len(unbound(c))-1)+"份")
	press(t, a, "取消")
	if got := stored(t, a, c.ID); len(got.Papers) != len(c.Papers)+1 {
		t.Errorf("%d papers were counted", len(got.Papers)-len(c.Papers))
	}
}

func TestPrint_WithoutPrinterThePaperIsKept(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "printed")
	t.Setenv("PATH", t.TempDir())
	for n, name := range []string{"人民调解协议书", "人民调解协议书"} {
		a.printPapers(c, agreementOf(c))
		settle()
		shows(t, a, "没有找到打印机")
		press(t, a, "存成PDF")
		shows(t, a, "文书存好了", a.Paths.Papers())
		files, _ := filepath.Glob(filepath.Join(a.Paths.Papers(), name+"*.pdf"))
		if len(files) != n+1 {
			t.Fatalf("files %v", files)
		}
		if info, err := os.Stat(files[n]); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
		press(t, a, "知道了")
	}
}

func TestPrint_TheRecoverySheetIsNeverKept(t *testing.T) {
	a := newApp(t)
	setUp(t, a)
	s := keySheet{a, opening{store: a.desk.Store, fonts: a.desk.Fonts, key: "ABCDE-FGHJK"}}
	t.Run("no printer", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		s.sheet(s.print)()
		settle()
		shows(t, a, "没有打印出来", "抄在纸上")
		press(t, a, "知道了")
	})
	cups := newCUPS(t, a, jobAborted)
	s.sheet(s.print)()
	settle()
	press(t, a, "开始打印")
	shows(t, a, "打印机没有接下")
	if strings.Contains(texts(a), "存成PDF") {
		t.Error("the sheet may be kept")
	}
	cups.state.Store(jobDone)
	press(t, a, "再试一次")
	shows(t, a, "印好了1份")
	if _, err := os.Stat(a.Paths.Papers()); err == nil {
		t.Error("the sheet lies beside the record that it opens")
	}
}

func TestBatch_IntoAFolder(t *testing.T) {
	a := sampleApp(t)
	a.Show(Route{Page: PageLedger})
	press(t, a, "批量打印")
	dir := t.TempDir()
	visible(a, func(o fyne.CanvasObject) {
		if e, ok := o.(*widget.Entry); ok {
			e.SetText(dir)
		}
	})
	press(t, a, "开始打印")
	shows(t, a, "份文书已经存成PDF文件")
	files, _ := filepath.Glob(filepath.Join(dir, "文书*", "*.pdf"))
	var want int
	a.desk.Store.Cases(func(c *data.Case) bool {
		if len(a.desk.DossierPapers(c)) > 0 {
			want++
		}
		return true
	})
	if len(files) != want || want < 2 {
		t.Errorf("%d files, want %d", len(files), want)
	}
}
