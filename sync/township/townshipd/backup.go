package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"woshou/data"
)

// backup writes a backup, asked of the server that runs, or made of the folder.
func backup(ctx context.Context, c *call) error {
	if err := c.exists(); err != nil {
		return err
	}
	path := c.args[0]
	s, err := c.open(c.dir, c.store)
	switch {
	case errors.Is(err, data.ErrLocked):
		err = c.ask(ctx, path)
	case err == nil:
		err = create(path, func(w io.Writer) error { return s.Backup(ctx, w) })
		err = errors.Join(err, s.Close())
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "已备份到 %s\n里面有本镇的证书密钥，请放在上锁的地方，不要和服务器放在一起。\n", path)
	return err
}

// restore brings a backup back into an empty folder.
func restore(ctx context.Context, c *call) error {
	about, err := c.bring(ctx, c.args[0], c.dir, c.store)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "已恢复 %s 在 %s 的备份到 %s\n现在可以启动服务器。各村的程序会自动补送备份之后的记录，不会丢失，也不会重复计数。\n另存的 seal.key 请先放进这个文件夹再启动；没有它，以前移送来的案件打不开，要退回让村里重新移送。\n",
		about.Name, when(about.At), c.dir)
	return err
}
