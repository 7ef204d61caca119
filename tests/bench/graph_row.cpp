#include "graph_row.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "sides.hpp"

namespace bench {

class Branch;
class Leaf;

class Trunk : public rowan::Model<Trunk> {
 public:
  std::int64_t id{};
  std::int64_t number{};
  std::string text;
  rowan::HasMany<Branch> branches;

  ROWAN_MODEL(Trunk, (), (id, number, text, branches))
};

class Branch : public rowan::Model<Branch> {
 public:
  std::int64_t id{};
  std::int64_t number{};
  std::string text;
  rowan::BelongsTo<Trunk> trunk;
  rowan::HasMany<Leaf> leaves;

  ROWAN_MODEL(Branch, (), (id, number, text, trunk, leaves))
  static void configure(rowan::ModelBuilder<Branch>& m) { m.table("branches"); }
};

class Leaf : public rowan::Model<Leaf> {
 public:
  std::int64_t id{};
  std::int64_t number{};
  std::string text;
  rowan::BelongsTo<Branch> branch;

  ROWAN_MODEL(Leaf, (), (id, number, text, branch))
  static void configure(rowan::ModelBuilder<Leaf>& m) { m.table("leaves"); }
};

ROWAN_REGISTER_MODEL(Trunk)
ROWAN_REGISTER_MODEL(Branch)
ROWAN_REGISTER_MODEL(Leaf)

namespace {

constexpr std::size_t trunks = 100, of_each = 10, rows = trunks * (1 + of_each * (1 + of_each));

template <class T>
void number(T& record, std::size_t n) {
  record.number = static_cast<std::int64_t>(n + 1);
  record.text = fmt::format("The text of the record {}", n);
}

std::vector<Trunk> graph() {
  std::vector<Trunk> all(trunks);
  std::size_t branches = 0, leaves = 0;
  for (std::size_t i = 0; i < trunks; ++i) {
    number(all[i], i);
    for (std::size_t j = 0; j < of_each; ++j) {
      Branch& branch = all[i].branches.build();
      number(branch, branches++);
      for (std::size_t k = 0; k < of_each; ++k) number(branch.leaves.build(), leaves++);
    }
  }
  return all;
}

struct Flat {
  std::vector<Trunk> trunks;
  std::vector<Branch> branches;
  std::vector<Leaf> leaves;
};

template <class T>
std::vector<T> numbered(std::size_t count) {
  std::vector<T> all(count);
  for (std::size_t n = 0; n < count; ++n) number(all[n], n);
  return all;
}

Flat flat() {
  return {numbered<Trunk>(trunks), numbered<Branch>(trunks * of_each), numbered<Leaf>(trunks * of_each * of_each)};
}

void insert(Flat& all) {
  Trunk::insert_all_with_keys(all.trunks);
  for (std::size_t i = 0; i < all.branches.size(); ++i) all.branches[i].trunk = all.trunks[i / of_each].id;
  Branch::insert_all_with_keys(all.branches);
  for (std::size_t i = 0; i < all.leaves.size(); ++i) all.leaves[i].branch = all.branches[i / of_each].id;
  Leaf::insert_all_with_keys(all.leaves);
}

// Over the rows, and over who belongs to whom.
std::uint64_t remove() {
  const auto branch = Leaf::c.branch;
  const std::uint64_t counted = Trunk::count() * 1'000'003 + Branch::count() * 1009 + Leaf::count();
  const std::int64_t sum =
      Leaf::sum(Leaf::c.number * branch(Branch::c.number) + branch(Branch::c.trunk(Trunk::c.number)) * 31) +
      Leaf::sum(length(Leaf::c.text));
  Leaf::everything().delete_all();
  Branch::everything().delete_all();
  Trunk::everything().delete_all();
  return counted + static_cast<std::uint64_t>(sum);
}

template <class Make, class Write>
Side written(rowan::Database& database, Make make, Write write, const std::function<void()>& settle) {
  return [=, &database](Round& round) {
    for (std::size_t unit = 0; unit < round.amount; ++unit) {
      auto all = make();
      round.start();
      database.transaction([&] { write(all); });
      round.stop();
      round.check += remove();
      settle();
    }
  };
}

}  // namespace

void make_trees(rowan::Database& database) { database.create_tables<Trunk, Branch, Leaf>(); }

Comparison graph_row(rowan::Database& database, double limit, const std::function<void()>& settle) {
  const auto save = [](std::vector<Trunk>& all) { Trunk::save_all_or_throw(all); };
  return comparison("a graph of 100 x 10 x 10, beside insert_all_with_keys", limit, rows,
                    written(database, graph, save, settle), written(database, flat, insert, settle));
}

}  // namespace bench
