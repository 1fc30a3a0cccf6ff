package windowtest

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/store"
)

// throughPapers looks at the papers of a case, prints all of them, and goes to the other
// ways to paper.
var throughPapers = []step{
	click("先看示例", "离开示例"),
	click("叶建国与张根土邻里纠纷", "登记内容"),
	click("文书", "全选"), look("papers"),
	click("全选", "全不选"), look("papers-ticked"),
	click("打印整卷", "第1页"), look("set"),
	click("下一页", "卷内目录"), look("set-next"),
	click("Ctrl+P", "开始打印"), look("printer"),
	click("开始打印", "印好了"), look("printed"),
	click("返回", "打印整卷"), look("papers-printed"),
	click("Alt+5", "谁在什么时候做了什么"), seen("打印："), look("history"),
	click("台账", "办理情况"), look("ledger"),
	click("批量打印", "打印到哪里"), look("batch"), click("取消", "办理情况"),
	click("空白表格", "打印选中的"), look("blanks"),
	click("看", "第1页"), look("blank"),
	click("返回", "打印选中的"), click("返回", "办理情况"),
}

// Papers that a real printing system printed count as printed, once.
func TestDesk_PrintsPapers(t *testing.T) {
	cups := StartCUPS(t)
	cups.Add("PDF", PDFPrinter)
	cups.Run("lpadmin", "-d", "PDF")
	p := openProgram(t, Options{Env: []string{"CUPS_SERVER=" + cups.Server}})
	p.words = newReader(t)
	from := time.Now()
	p.run(throughPapers...)
	p.quit()

	locked, err := store.Open(filepath.Join(p.dir, "samples", "record.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	st, err := locked.Unlock("woshou-samples")
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	times := map[string]int{}
	st.Cases(func(c *data.Case) bool {
		if c.Parties[0].Name == "叶建国" {
			for _, paper := range c.Papers { // the sample itself has printed each once
				times[paper.Form] = max(times[paper.Form], paper.Print)
			}
		}
		return true
	})
	files := cups.Printed(from)
	if times["H"] != 2 || times["D"] != 2 {
		t.Errorf("times printed: %v", times)
	}
	var pages int // the printer turns text into outlines
	for _, path := range files {
		for line := range strings.Lines(run(t, "", "pdfinfo", path)) {
			if n, ok := strings.CutPrefix(line, "Pages:"); ok {
				more, _ := strconv.Atoi(strings.TrimSpace(n))
				pages += more
			}
		}
		if p.shots != "" {
			run(t, "", "pdftoppm", "-r", "60", "-png", path, filepath.Join(p.shots, filepath.Base(path)))
		}
	}
	if len(files) != 1 || pages < 21 { // the dossier is one job; each paper of it begins a sheet
		t.Errorf("printed %d files of %d pages", len(files), pages)
	}
}
