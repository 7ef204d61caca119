#include "shop_models.hpp"

#include <fmt/format.h>

#include "fill_table.hpp"
#include "samples.hpp"

namespace bench {

ROWAN_REGISTER_MODEL(Order)
ROWAN_REGISTER_MODEL(OrderLine)
ROWAN_REGISTER_MODEL(Remark)

namespace {

void fill_lines() {
  std::vector<OrderLine> lines;
  for (std::int64_t n = 1; n <= orders; ++n) {
    for (std::int64_t i = 0; i < lines_of(n); ++i) {
      lines.emplace_back().amount = i + n % 5;
      lines.back().order = n;
    }
  }
  OrderLine::insert_all(lines);
}

// By turns on each of the three models, each time on another record.
void refer(Remark& remark, std::int64_t n) {
  const std::int64_t key = 1 + n / 3 % orders;
  if (n % 3 == 0)
    remark.subject.set_key<Order>(key);
  else if (n % 3 == 1)
    remark.subject.set_key<Post>(key);
  else
    remark.subject.set_key<Comment>(key);
}

}  // namespace

void make_shop(rowan::Database& database) {
  database.create_tables<Order, OrderLine, Remark>();
  database.transaction([] {
    fill_table<Order>(orders, [](Order& order, std::int64_t n) {
      order.id = n;
      order.note = fmt::format("The note on the order {}", n);
      order.buyer = n;
      order.region = 1 + n % regions;
    });
    fill_lines();
    fill_table<Remark>(remarks, [](Remark& remark, std::int64_t n) {
      remark.text = fmt::format("What somebody remarked, {}", n);
      refer(remark, n);
    });
  });
}

}  // namespace bench
