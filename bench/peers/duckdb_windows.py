"""A batch reference: the three rules as SQL windows over the whole table, sorted and without repeats."""

import json
import sys
import time

import duckdb

SQL = """
with clock as (select max(epoch_us(received_at)) as end_t from read_parquet($1)),
told as (select distinct id, zone, epoch_us(observed_at) as t from read_parquet($1)),
gaps as (select *, t - lag(t) over (partition by zone order by t) as gap from told),
runs as (select *, sum(coalesce((gap > 30000000)::int, 1)) over w as run,
                   sum(coalesce((gap > 10000000)::int, 1)) over w as calm
         from gaps window w as (partition by zone order by t)),
near as (select *, t - lag(t, 4) over (partition by zone, calm order by t) as five from runs)
select (select count(*) from (select 1 from runs group by zone, run having max(t) - min(t) >= 60000000)),
       (select count(*) from gaps where gap > 90000000)
         + (select count(*) from (select max(t) as last from told group by zone)
            where last + 90000000 <= (select end_t from clock)),
       (select count(distinct (zone, calm)) from near where five < 10000000)
"""


def main() -> None:
    connection = duckdb.connect()
    connection.execute("set threads to 1")
    rows = connection.execute("select count(*) from read_parquet(?)", [sys.argv[1]]).fetchone()[0]
    began = time.process_time()
    dwell, absence, surge = connection.execute(SQL, [sys.argv[1]]).fetchone()
    seconds = time.process_time() - began
    print(json.dumps({"seconds": seconds, "rows": rows, "told": {"dwell": dwell, "absence": absence, "surge": surge}}))


if __name__ == "__main__":
    main()
