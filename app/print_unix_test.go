//go:build !windows

package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	forms "woshou/data/form"
)

// fakeCUPS puts scripts named lp and lpstat on the PATH; lp leaves its arguments and
// its input in the folder that is returned.
func fakeCUPS(t *testing.T, printers, usual, lpEnds string) string {
	t.Helper()
	dir := t.TempDir()
	script := func(name, body string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+body), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	script("lpstat", "case $1 in -e) printf '"+printers+"';; -d) echo '"+usual+"';; esac\n")
	script("lp", "echo \"$@\" > "+dir+"/arguments\ncat > "+dir+"/input\n"+lpEnds+"\n")
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return dir
}

func TestPrint_ThroughCUPS(t *testing.T) {
	a := sampleApp(t)
	dir := fakeCUPS(t, `Office\nRoom\n`, "system default destination: Room", "exit 0")
	a.printPaper("paper.pdf", []byte("%PDF-1"))
	settle()
	shows(t, a, "Room", "双面打印")
	press(t, a, "开始打印")
	shows(t, a, "已交给打印机Room")
	arguments, err := os.ReadFile(filepath.Join(dir, "arguments"))
	if err != nil {
		t.Fatal(err)
	}
	want := "-d Room -n 1 -o sides=two-sided-long-edge -o media=A4 -t paper.pdf"
	if got := strings.TrimSpace(string(arguments)); got != want {
		t.Errorf("lp got %s", got)
	}
	if input, _ := os.ReadFile(filepath.Join(dir, "input")); string(input) != "%PDF-1" {
		t.Errorf("lp got %q", input)
	}
}

func TestPrint_FailureIsTold(t *testing.T) {
	a := sampleApp(t)
	fakeCUPS(t, `Office\n`, "no system default destination", "echo out of order >&2; exit 1")
	a.printPaper("paper.pdf", []byte("%PDF-1"))
	settle()
	press(t, a, "开始打印")
	path := filepath.Join(a.Paths.Papers(), "paper.pdf")
	shows(t, a, "没有打印出来", "打印机没有接下", path)
	if content, _ := os.ReadFile(path); string(content) != "%PDF-1" {
		t.Errorf("the paper was kept as %q", content)
	}
}

func TestPrint_WithoutPrinterThePaperIsKept(t *testing.T) {
	a := sampleApp(t)
	t.Setenv("PATH", t.TempDir())
	for _, name := range []string{"paper.pdf", "paper-2.pdf"} {
		a.printPaper("paper.pdf", []byte("%PDF-1"))
		settle()
		path := filepath.Join(a.Paths.Papers(), name)
		shows(t, a, "没有找到打印机", path)
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
		press(t, a, "知道了")
	}
	a.savePaper("paper.pdf", []byte("%PDF-1"))
	settle()
	shows(t, a, "文书存好了", "paper-3.pdf")
}

func TestPrint_TheRecoverySheetIsNeverKept(t *testing.T) {
	a := newApp(t)
	setUp(t, a)
	s := keySheet{a, opening{store: a.desk.Store, fonts: a.desk.Fonts, key: "ABCDE-FGHJK"}}
	t.Setenv("PATH", t.TempDir())
	s.sheet(s.print)()
	settle()
	shows(t, a, "没有打印出来", "抄在纸上")
	if _, err := os.Stat(a.Paths.Papers()); err == nil {
		t.Error("the sheet lies beside the record that it opens")
	}
}

func TestPrint_FolderRefuses(t *testing.T) {
	a := sampleApp(t)
	if err := os.WriteFile(a.Paths.Papers(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	a.savePaper("paper.pdf", nil)
	settle()
	shows(t, a, "没有成功")
}

// copies of an agreement: one for each party and one for the file.
func TestPrint_CopiesOfAnAgreement(t *testing.T) {
	a := sampleApp(t)
	for _, row := range a.desk.Store.Rows() {
		c, err := a.desk.Store.Case(row.ID)
		if err != nil {
			t.Fatal(err)
		}
		agreement := c.Current()
		if agreement == nil {
			continue
		}
		a.route = Route{Page: PagePreview, Case: c.ID, Element: agreement.ID, Form: forms.Agreement}
		if got := a.copies(); got != len(agreement.Signers(c))+1 || got < 3 {
			t.Errorf("%d copies for %d signers", got, len(agreement.Signers(c)))
		}
		a.route.Form = forms.Acceptance
		if got := a.copies(); got != 1 {
			t.Errorf("%d copies of the registration form", got)
		}
	}
}

func TestParsePrinters(t *testing.T) {
	for name, c := range map[string]struct {
		list, usual string
		want        printers
	}{
		"usual":         {"A\nB\n", "system default destination: B\n", printers{[]string{"A", "B"}, "B"}},
		"none usual":    {"A\nB\n", "no system default destination\n", printers{[]string{"A", "B"}, "A"}},
		"usual is gone": {"A\n", "system default destination: C\n", printers{[]string{"A"}, "A"}},
		"no printer":    {"\n", "", printers{}},
	} {
		got := parsePrinters(c.list, c.usual)
		if d := cmp.Diff(c.want, got, cmp.AllowUnexported(printers{})); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
