package main

import (
	"context"
	"fmt"

	"woshou/sync/township"
)

// export writes the totals and the fact rows as files for spreadsheets.
func export(ctx context.Context, c *call) error {
	return c.read(ctx, func(s *township.Server) error {
		if err := s.Export(ctx, c.args[0]); err != nil {
			return err
		}
		_, err := fmt.Fprintln(c.out, "已导出到", c.args[0])
		return err
	})
}
