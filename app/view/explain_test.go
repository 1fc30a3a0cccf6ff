package view

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/store"
	"woshou/pdf"
	"woshou/sync/engine"
)

func TestExplain_EveryCode(t *testing.T) {
	s := readSource(t)
	var errs []error
	for _, code := range s.invalidCodes(t) {
		errs = append(errs, &data.Invalid{Field: "party.name", Code: code})
	}
	for _, code := range s.refusedCodes(t) {
		errs = append(errs, &data.Refused{Move: data.MoveClose, Code: code})
	}
	for _, x := range sentinels {
		errs = append(errs, fmt.Errorf("save case: %w", x.err))
	}
	errs = append(errs, &pdf.BadPicture{Number: 2, Err: errors.New("cut off")}, &pdf.MissingGlyphs{Glyphs: []pdf.MissingGlyph{{Char: '𠮷', Label: "当事人姓名"}, {Char: '䶮'}}},
		errors.New("something else"))
	if len(errs) < 150 {
		t.Fatalf("only %d errors found", len(errs))
	}
	for _, language := range []string{"zh", "en"} {
		w, err := NewWords(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range errs {
			complete(t, w, err.Error(), Explain(w, err))
		}
		for _, code := range engine.Codes() {
			complete(t, w, string(code), explainLink(w, string(code)))
		}
	}
}

// complete checks that a message says what it is about, what happened and what to do, in words.
func complete(t *testing.T, w Texts, what string, m Message) {
	t.Helper()
	if m.Title == "" || m.Text == "" || m.Hint == "" {
		t.Errorf("%s: %+v is not complete", what, m)
	}
	for _, part := range []string{m.Title, m.Text, m.Hint} {
		if _, isKey := w[part]; isKey || strings.Contains(part, "{0}") || strings.Contains(part, "\n") ||
			codeLike.MatchString(part) {
			t.Errorf("%s: %q is not a sentence", what, part)
		}
	}
}

func TestExplain_FindsTheCause(t *testing.T) {
	w := chinese(t)
	tests := []struct {
		name  string
		err   error
		title string
	}{
		{"nothing wrong", nil, ""},
		{"full disk", fmt.Errorf("save case: %w", store.ErrFull), "磁盘满了"},
		{"opened twice", fmt.Errorf("open: %w", data.ErrLocked), "程序已经打开了"},
		{"newer file", fmt.Errorf("open: %w", data.ErrNewer), "程序需要更新"},
		{"damaged file", fmt.Errorf("open: %w", data.ErrDamaged), "文件损坏"},
		{"wrong password", data.ErrPassword, "密码不对"},
		{"no permission", &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, "不能写入文件"},
		{"field with a label", invalid("party.phone", "text.empty"), "联系电话"},
		{"field without a label", invalid("date", "date.form"), "填写有误"},
		{"move", refuse(data.MoveClose, "close.performing", ""), "现在不能“结案”"},
		{"township unreachable", &engine.Unreachable{Reason: "dns", Err: context.DeadlineExceeded}, "找不到镇街的服务器"},
		{"wrong township", engine.ErrWrongTownship, "对方不是要连接的镇街"},
		{"unknown", errors.New("x"), "这一步没有成功"},
		{"a group of the recovery key", invalid("recovery.3", "recovery.slip"), "恢复密钥（第3组）"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Explain(w, tt.err).Title; got != tt.title {
				t.Errorf("title %q, want %q", got, tt.title)
			}
		})
	}
	if m := explainLink(w, "a code of the year 2040"); m.Title != "同步没有成功" {
		t.Errorf("unknown code of the link: %+v", m)
	}
}

func TestExplain_NamesTheGroup(t *testing.T) {
	if m := Explain(chinese(t), invalid("code", "code.group4")); !strings.Contains(m.Text, "第4组") || m.Hint == "" {
		t.Errorf("%+v", m)
	}
	if m := Explain(chinese(t), invalid("x", "no.such")); m.Title != "填写有误" || m.Text != "这里填得不对。" || m.Hint == "" {
		t.Errorf("an unknown code: %+v", m)
	}
}

func TestExplain_NamesTheCharacterAndTheField(t *testing.T) {
	m := Explain(chinese(t), &pdf.MissingGlyphs{Glyphs: []pdf.MissingGlyph{{Char: '䶮', Label: "当事人姓名"}, {Char: '𠮷'}}})
	if !strings.Contains(m.Text, "当事人姓名里的“䶮”") || !strings.Contains(m.Text, "正文里的“𠮷”") {
		t.Errorf("text %q", m.Text)
	}
}
