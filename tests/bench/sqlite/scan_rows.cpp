// Reading a whole table.
#include <memory>
#include <string>

#include "sides.hpp"
#include "sqlite/plain.hpp"
#include "sqlite/rows.hpp"

namespace bench::sqlite {
namespace {

template <class Plain, class Load>
Comparison scan_row(const Fixture& fixture, std::string name, double limit, std::size_t rows, const std::string& sql,
                    Load load) {
  auto statement = std::make_shared<RawStatement>(fixture.raw(), sql);
  Comparison row;
  row.name = std::move(name);
  row.limit = limit;
  row.rows = rows;
  row.ours = scan_side(load);
  row.raw = {scan_side([statement] { return scan_into_vector<Plain>(*statement); }),
             scan_side([statement] { return scan_into_chunks<Plain>(*statement); })};
  return row;
}

}  // namespace

std::vector<Comparison> scan_rows(Fixture& fixture) {
  const std::size_t rows = fixture.options().rows;
  const std::string pages = "SELECT id, title, text FROM pages";
  return {scan_row<PlainCustomer>(fixture, "scan, tracked", 1.15, rows, customer_columns,
                                  [] { return Customer::all().load(); }),
          scan_row<PlainCustomer>(fixture, "scan, readonly", 1.10, rows, customer_columns,
                                  [] { return Customer::readonly().load(); }),
          scan_row<PlainPage>(fixture, "scan of texts of 2 kB, tracked", 0, rows / 10, pages,
                              [] { return Page::all().load(); })};
}

}  // namespace bench::sqlite
