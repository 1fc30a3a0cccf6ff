package township

import (
	"fmt"
	"net/http"
)

// backupsBody is the page of the backups.
type backupsBody struct {
	Dir   string
	Files []backupRow
}

type backupRow struct{ Name, At, Size string }

func (p *pages) backups(v visit) { p.backupsPage(v, http.StatusOK, "", "") }

func (p *pages) backupsPage(v visit, status int, notice, problem string) {
	all, err := p.s.Backups()
	if err != nil {
		p.broken(v, err)
		return
	}
	body := backupsBody{Dir: p.s.keeper.dir}
	for _, b := range all {
		body.Files = append(body.Files, backupRow{b.Name, moment(b.At), sizeName(b.Size)})
	}
	p.show(v, status, "backups", page{Title: menuBackups, Notice: notice, Problem: problem, Body: body})
}

func (p *pages) backUp(v visit) {
	file, err := p.s.BackUpNow(v.r.Context(), v.account.Name)
	if err != nil {
		p.backupsPage(v, http.StatusInternalServerError, "", "备份没有成功，数据没有改变。请检查服务器磁盘的空间和权限，再试一次。")
		return
	}
	p.backupsPage(v, http.StatusOK, "已备份："+file.Name, "")
}

// sizeName puts a size into words.
func sizeName(n int64) string {
	switch {
	case n < 10<<10:
		return fmt.Sprintf("%d 字节", n)
	case n < 10<<20:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d MB", n>>20)
}
