package view

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
)

// source is what the words test knows of the program's Go files.
type source struct {
	literals map[string]bool // every string in app/, data/ and main, without a trailing *
	keys     map[string]bool // T("key")
	prefixes map[string]bool // T("prefix." + code)
	calls    map[string][][]string
}

// readSource parses all Go files of the program but tests. calls holds the string
// arguments of every call by the called function's name ("" for other arguments).
func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string][][]string{}}
	for _, root := range []string{"../../app", "../../data", "../../sync/wire", "../../sync/engine", "../../main.go"} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, s.visit)
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return s
}

func (s *source) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BasicLit:
		if text, ok := literal(n); ok {
			s.literals[strings.TrimSuffix(text, "*")] = true
		}
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		var args []string
		for _, a := range n.Args {
			text, _ := literal(a)
			args = append(args, text)
		}
		s.calls[name] = append(s.calls[name], args)
		if name == "T" && len(n.Args) > 0 {
			s.key(n.Args[0])
		}
	}
	return true
}

func (s *source) key(arg ast.Expr) {
	if text, ok := literal(arg); ok {
		s.keys[text] = true
	}
	for {
		sum, ok := arg.(*ast.BinaryExpr)
		if !ok {
			break
		}
		arg = sum.X
		if text, ok := literal(arg); ok {
			s.prefixes[text] = true
		}
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

var codeLike = regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)

// args returns the n-th string arguments of calls of these functions.
func (s *source) args(n int, functions ...string) []string {
	var out []string
	for _, f := range functions {
		for _, args := range s.calls[f] {
			if n < len(args) && args[n] != "" {
				out = append(out, args[n])
			}
		}
	}
	return out
}

// invalidCodes lists the codes of *data.Invalid in the whole program.
func (s *source) invalidCodes(t *testing.T) []string {
	t.Helper()
	codes := []string{"code.group"} // with the group's number
	for _, path := range []string{"../../data/store", "../../sync/wire", "../../sync/engine"} {
		codes = append(codes, fieldsIn(t, "Code", path)...)
	}
	codes = append(append(codes, s.args(1, "invalid")...), s.args(2, "gap", "stop")...)
	return slices.Compact(slices.Sorted(slices.Values(codes)))
}

// findings lists the codes of what is found in papers.
func (s *source) findings() []string {
	var out []string
	for text := range s.literals {
		if code, ok := strings.CutPrefix(text, "finding."); ok && codeLike.MatchString(text) {
			out = append(out, code)
		}
	}
	return out
}

// refusedCodes lists the codes of *data.Refused in the whole program.
func (s *source) refusedCodes(t *testing.T) []string {
	t.Helper()
	codes := append(s.args(1, "refuse", "unless", "only", "notIn"), fieldsIn(t, "Code", "../../data/status.go")...)
	for _, name := range []string{"../../data/guard.go", "act.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if ret, ok := n.(*ast.ReturnStmt); ok && len(ret.Results) > 0 {
				if text, ok := literal(ret.Results[0]); ok && text != "" {
					codes = append(codes, text)
				}
			}
			return true
		})
	}
	codes = append(codes, "confirm.title")                                          // of data.Case.Confirmable
	codes = append(codes, "void.clauses", "void.parties", "void.penal", "void.law") // of data.Agreement.Void
	codes = append(codes, s.args(1, "lack", "hint")...)
	return slices.Compact(slices.Sorted(slices.Values(codes)))
}

// fieldsIn returns the strings given to a field of composite literals in a file or folder.
func fieldsIn(t *testing.T, field, path string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(path, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if pair, ok := n.(*ast.KeyValueExpr); ok {
				if name, ok := pair.Key.(*ast.Ident); ok && name.Name == field {
					if text, ok := literal(pair.Value); ok && codeLike.MatchString(text) {
						out = append(out, text)
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func strs[T ~string](list []T) []string {
	var out []string
	for _, x := range list {
		out = append(out, string(x))
	}
	return out
}

// closed lists the codes behind each prefix that this package puts together.
func (s *source) closed(t *testing.T) map[string][]string {
	t.Helper()
	var moves []string
	for _, step := range data.Steps {
		moves = append(moves, string(step.Move))
	}
	moves = append(moves, strs(Acts)...)
	moves = append(moves, string(ActIntake), string(ActFollow), store.MergeKind, data.KindErased, string(ActAttach), string(ActDetach), string(ActOpenAttachment), data.KindHandUpAccepted, data.KindHandUpReturned, data.KindHandUpSettled)
	next := []string{
		"settle", "edit", "apply", "party", "accept", "inform", "session", "draft", "print", "agree", "resume", "mark",
		"mediator_mark", "seal", "paper_seen", "perform", "urge", "advise", "follow_up", "hand_up_answer", "reply", "close", "archive", "unsign",
		"feedback", "hand_up_result", "recuse",
	}
	var fields []string
	for _, f := range append(s.args(0, "invalid", "happened", "inField", "filled", "oneOf", "label", "checkClock"), s.args(1, "yes", "gap", "stop")...) {
		if strings.Contains(f, ".") {
			fields = append(fields, f)
		}
	}
	for _, f := range s.args(0, "text", "area", "choice", "day", "count", "tick", "ticks", "money", "resident", "list", "files") {
		if f = strings.TrimSuffix(f, "*"); codeLike.MatchString(f) { // of the screens' forms
			fields = append(fields, f)
		}
	}
	fields = append(append(fields, s.args(1, "consents")...), s.args(1, "files")...)
	for _, name := range []string{"feedback.", "hand_up_result."} { // of askResult
		fields = append(fields, name+"on", name+"result", name+"text")
	}
	for _, role := range []string{"applicant.", "respondent."} { // the two sides on the intake screen
		fields = append(fields, role+"name", role+"phone", role+"id_number", role+"address")
	}
	return map[string][]string{
		"status.": strs(data.Statuses), "move.": moves, "next.": next, "field.": append(fields, s.args(2, "sign")...),
		"invalid.": s.invalidCodes(t), "refused.": s.refusedCodes(t), "link.": append(strs(engine.Codes()), "other"),
		"due.":  append(strs(slices.Collect(maps.Keys(dueActs))), string(data.DueTerm)),
		"role.": {"applicant", "respondent", "third"}, "kind.": {"person", "company", "organisation"}, "sex.": {"male", "female"},
		"mode.": {"face", "separate", "video"}, "mark.": strs(MarkKinds), "method.": {"cash", "transfer", "wechat"},
		"clause.": strs(data.ClauseKinds), "performed.": strs(PerformanceNotes), "confirmation.": strs(ConfirmationResults), "finding.": s.findings(), "word_kind.": append(strs(data.WordKinds), "void_penal", "void_law"),
		"escalation.": strs(EscalationKinds), "prevented.": strs(data.PreventedKinds[:]), "retention.": strs(Retentions),
		"dossier.": strs(data.DossierParts), "way.": strs(data.ApplicationWays), "openness.": {"open", "closed"},
		"attachment.state.": {string(store.FileAway), string(store.FileLost)},
		"suspension.":       strs(data.SuspensionKinds), "reopen_reason.": strs(data.ReopenReasons), "recuse.": {"leaves", "kept"},
		"beside.":   {"none", "guardian", "agent", "both"},
		"receives.": {"self", "receiver"}, "power_term.": {"end", "day"},
		"electronic.": {string(data.ElectronicAgreed), string(data.ElectronicRefused)},
		"conflict.":   {"two_people", "frozen", "removed", "late"}, "letter.": LetterParts, "handup.way.": {"paper", "online"}, "group.": strs(LedgerGroups), "agreement.title_": {"written", "oral"}, "form.": {"written", "oral"},
		"part.": append(slices.Collect(maps.Values(singular)), "intake"),
	}
}

func TestWords_EveryKeyIsThereAndUsed(t *testing.T) {
	s := readSource(t)
	closed := s.closed(t)
	en, err := NewWords("en")
	if err != nil {
		t.Fatal(err)
	}
	for name, words := range map[string]Texts{"zh": chinese(t), "en": en} {
		for key := range s.keys {
			if words[key] == "" {
				t.Errorf("%s: no words for %s", name, key)
			}
		}
		for prefix, codes := range closed {
			for _, code := range codes {
				if words[prefix+code] == "" {
					t.Errorf("%s: no words for %s", name, prefix+code)
				}
			}
		}
		for key := range words {
			if !s.uses(key, closed) {
				t.Errorf("%s: %s is never used", name, key)
			}
		}
	}
}

// uses reports whether a key stands in the source, or is put together there from a
// prefix and a word that stands in the source.
func (s *source) uses(key string, closed map[string][]string) bool {
	if s.keys[key] || s.literals[key] {
		return true
	}
	for prefix, codes := range closed {
		if rest, ok := strings.CutPrefix(key, prefix); ok && slices.Contains(codes, rest) {
			return true
		}
	}
	for prefix := range s.prefixes {
		rest, ok := strings.CutPrefix(key, prefix)
		_, last, _ := strings.Cut(rest, ".")
		if ok && (s.literals[rest] || s.literals[last]) { // last: "applicant." + "name"
			return true
		}
	}
	return false
}

func TestWords_LanguagesAgree(t *testing.T) {
	zh := chinese(t)
	en, err := NewWords("en")
	if err != nil {
		t.Fatal(err)
	}
	gap := regexp.MustCompile(`\{\d\}`)
	for key, text := range zh {
		other, ok := en[key]
		if !ok {
			t.Errorf("en lacks %s", key)
			continue
		}
		a, b := gap.FindAllString(text, -1), gap.FindAllString(other, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) || strings.Count(text, "\n") != strings.Count(other, "\n") {
			t.Errorf("%s: %q and %q have different gaps or lines", key, text, other)
		}
	}
	for key := range en {
		if _, ok := zh[key]; !ok {
			t.Errorf("zh lacks %s", key)
		}
	}
}

func TestWords_FillsGaps(t *testing.T) {
	w := Texts{"a": "{1}的{0}，{0}", "b": "plain"}
	if got := w.T("a", 3, "乙"); got != "乙的3，3" {
		t.Errorf("T = %q", got)
	}
	if got := w.T("b"); got != "plain" {
		t.Errorf("T = %q", got)
	}
	if got := w.T("no.such"); got != "no.such" {
		t.Errorf("a missing key gives %q", got)
	}
}

func TestLoadWords_MergesFilesAndRefusesDoubles(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	good := fstest.MapFS{"translations/zh.json": file(`{"a":"甲"}`), "translations/zh.more.json": file(`{"b":"乙"}`), "translations/en.json": file(`{"a":"A"}`)}
	w, err := LoadWords(good, "zh")
	if err != nil || w["a"] != "甲" || w["b"] != "乙" || len(w) != 2 {
		t.Errorf("words %v, %v", w, err)
	}
	for name, files := range map[string]fstest.MapFS{
		"a key twice": {"translations/zh.json": file(`{"a":"甲"}`), "translations/zh.more.json": file(`{"a":"乙"}`)},
		"not JSON":    {"translations/zh.json": file(`{"a":`)},
		"no file":     {"translations/en.json": file(`{}`)},
	} {
		if _, err := LoadWords(files, "zh"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
