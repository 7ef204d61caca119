// The work of diesel_bench: a trivial query, one of medium complexity, inserts, and an association load of three
// levels.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "fill_table.hpp"
#include "sides.hpp"
#include "sqlite/diesel_by_hand.hpp"
#include "sqlite/diesel_models.hpp"
#include "sqlite/diesel_soci.hpp"
#include "sqlite/rows.hpp"

ROWAN_REGISTER_MODEL(bench::diesel::User)
ROWAN_REGISTER_MODEL(bench::diesel::Post)
ROWAN_REGISTER_MODEL(bench::diesel::Comment)

namespace bench::diesel {
namespace {

template <class Person>
std::uint64_t sum_of_user(const Person& user) {
  return static_cast<std::uint64_t>(user.id) * 31 + user.name.size() + (user.hair_color ? user.hair_color->size() : 0);
}
template <class Item>
std::uint64_t sum_of_post(const Item& post) {
  return static_cast<std::uint64_t>(post.id) * 7 + post.title.size() + (post.body ? post.body->size() : 0);
}
template <class Remark>
std::uint64_t sum_of_comment(const Remark& comment) {
  return static_cast<std::uint64_t>(comment.id) * 3 + comment.text.size();
}

std::uint64_t sum_of(const User& user) { return sum_of_user(user); }
std::uint64_t sum_of(const PlainUser& user) { return sum_of_user(user); }
std::uint64_t sum_of(const std::tuple<User&, Post*>& row) {
  const auto& [user, post] = row;
  return sum_of_user(user) + (post != nullptr ? sum_of_post(*post) : 0);
}
std::uint64_t sum_of(const UserAndPost& row) { return sum_of_user(row.user) + (row.post ? sum_of_post(*row.post) : 0); }

template <class Rows>
std::uint64_t sum_of_rows(const Rows& rows) {
  std::uint64_t sum = 0, place = 0;
  for (const auto& row : rows) sum += sum_of(row) * ++place;  // the order counts
  return sum;
}

std::uint64_t sum_of_graph(const rowan::Records<User>& users) {
  std::uint64_t sum = 0;
  for (const User& user : users) {
    sum += sum_of_user(user);
    for (const Post& post : user.posts) {
      sum += sum_of_post(post) + sum_of_user(user);
      for (const Comment& comment : post.comments) sum += sum_of_comment(comment) * sum_of_post(post);
    }
  }
  return sum;
}
std::uint64_t sum_of_graph(const std::vector<UserAndPosts>& users) {
  std::uint64_t sum = 0;
  for (const UserAndPosts& user : users) {
    sum += sum_of_user(user.user);
    for (const PostAndComments& post : user.posts) {
      sum += sum_of_post(post.post) + sum_of_user(user.user);
      for (const PlainComment& comment : post.comments) sum += sum_of_comment(comment) * sum_of_post(post.post);
    }
  }
  return sum;
}

/// The tables, with as many users as the row asks for: they are filled again where that is another number.
class Tables {
 public:
  explicit Tables(sqlite::Fixture& fixture) : fixture_(fixture) {
    fixture.rowan().create_tables<User, Post, Comment>();
  }
  [[nodiscard]] const RawDatabase& raw() const { return fixture_.raw(); }

  /// Of those with black hair every second has a post; with `graph` all have ten, with ten comments each.
  void have(std::int64_t users, bool graph = false) {
    if (users == users_ && graph == graph_) return;
    empty();
    users_ = users;
    graph_ = graph;
    fixture_.rowan().transaction([&] { fill(); });
    fixture_.settle();
  }
  void empty() {
    for (const char* table : {"diesel_comments", "diesel_posts", "diesel_users"})
      raw().execute(fmt::format("DELETE FROM {}", table));
    users_ = -1;
  }

 private:
  void fill() const {
    fill_table<User>(users_, [](User& user, std::int64_t n) {
      user.id = n;
      user.name = fmt::format("User {}", n);
      user.hair_color = n % 2 == 0 ? "black" : "brown";
    });
    fill_table<Post>(graph_ ? users_ * posts_of_each : users_ / 4, [this](Post& post, std::int64_t n) {
      post.id = n;
      post.title = fmt::format("Post {}", n);
      if (n % 2 == 0) post.body = "What it says";
      post.user = graph_ ? 1 + n % users_ : 4 * n;
    });
    fill_table<Comment>(graph_ ? users_ * posts_of_each * posts_of_each : 0, [this](Comment& comment, std::int64_t n) {
      comment.text = fmt::format("Comment {}", n);
      comment.post = 1 + n % (users_ * posts_of_each);
    });
  }

  sqlite::Fixture& fixture_;
  std::int64_t users_ = -1;
  bool graph_ = false;
};

struct Sides {
  std::shared_ptr<Tables> tables;
  std::shared_ptr<ByHand> by_hand;
  std::shared_ptr<Soci> soci;
};

/// So often that 10,000 rows are read; looking at them counts, for a single row is read too fast to stop the clock.
template <class Load>
Side reads(const Sides& sides, std::int64_t users, Load load) {
  return [=, tables = sides.tables](Round& round) {
    tables->have(users);
    const std::int64_t times = most_users / users;
    round.start();
    for (std::size_t unit = 0; unit < round.amount; ++unit) {
      for (std::int64_t i = 0; i < times; ++i) round.check += sum_of_rows(load());
    }
    round.stop();
  };
}

template <class Load>
Side loads_graph(const Sides& sides, Load load) {
  return [=, tables = sides.tables](Round& round) {
    tables->have(with_posts, true);
    round.start();
    for (std::size_t unit = 0; unit < round.amount; ++unit) round.check += sum_of_graph(load());
    round.stop();
  };
}

// `insert` inserts the users that `make` made.
template <class Users, class Insert>
Side inserts(const Sides& sides, Users users, Insert insert) {
  constexpr int times = 100;
  return [=, tables = sides.tables](Round& round) {
    tables->empty();
    for (std::size_t unit = 0; unit < round.amount; ++unit) {
      round.start();
      for (int i = 0; i < times; ++i) insert(users);
      round.stop();
    }
    round.check = static_cast<std::uint64_t>(
        tables->raw().integer("SELECT count(*) * 1000003 + sum(length(name) + length(hair_color)) FROM diesel_users"));
    tables->empty();
    tables->raw().execute("PRAGMA wal_checkpoint(truncate)");
  };
}

template <class Person>
std::vector<Person> new_users(std::size_t count) {
  std::vector<Person> users(count);
  for (std::size_t i = 0; i < count; ++i) {
    users[i].name = fmt::format("User {}", i);
    users[i].hair_color = "hair color";
  }
  return users;
}

/// Ours, and SOCI's, beside the C API.
void add(std::vector<Comparison>& rows, const std::string& name, double limit, std::int64_t per_unit, const Side& ours,
         const Side& soci, const Side& raw) {
  rows.push_back(comparison(("diesel_bench: " + name).c_str(), limit, static_cast<std::size_t>(per_unit), ours, raw));
  rows.push_back(
      comparison(("SOCI by hand, diesel_bench: " + name).c_str(), 0, static_cast<std::size_t>(per_unit), soci, raw));
}

void add_reads(std::vector<Comparison>& rows, const Sides& sides) {
  const auto [tables, by_hand, soci] = sides;
  for (const std::int64_t users : {1, 10, 100, 1000, 10'000}) {
    add(rows, fmt::format("trivial query, {} rows", users), 1.10, most_users,
        reads(sides, users, [] { return User::all().load(); }),
        reads(sides, users, [soci = soci] { return soci->users(); }),
        reads(sides, users, [by_hand = by_hand] { return by_hand->users(); }));
  }
  const auto joined = [] {
    return User::left_join(User::c.posts).where(User::c.hair_color == "black").order(User::c.name.desc()).load();
  };
  for (const std::int64_t users : {100, 10'000}) {
    add(rows, fmt::format("medium complex query, {} users", users), 1.10, most_users, reads(sides, users, joined),
        reads(sides, users, [soci = soci] { return soci->joined(); }),
        reads(sides, users, [by_hand = by_hand] { return by_hand->joined(); }));
  }
}

void add_inserts(std::vector<Comparison>& rows, const Sides& sides) {
  for (const std::size_t count : {1U, 10U, 25U, 50U, 100U}) {
    const auto statement = std::make_shared<InsertByHand>(sides.tables->raw(), count);
    const auto insert = [](const std::vector<User>& users) { static_cast<void>(User::insert_all(users)); };
    add(rows, fmt::format("insert, {} rows", count), 1.15, static_cast<std::int64_t>(100 * count),
        inserts(sides, new_users<User>(count), insert),
        inserts(sides, new_users<PlainUser>(count), [soci = sides.soci](const auto& users) { soci->insert(users); }),
        inserts(sides, new_users<PlainUser>(count), [statement](const auto& users) { statement->run(users); }));
  }
}

std::vector<Comparison> rows_in(sqlite::Fixture& fixture) {
  const Sides sides{std::make_shared<Tables>(fixture), std::make_shared<ByHand>(fixture.raw()),
                    std::make_shared<Soci>(fixture.path())};
  std::vector<Comparison> rows;
  add_reads(rows, sides);
  add_inserts(rows, sides);
  const auto graph = [] { return User::all().preload(User::c.posts, Post::all().preload(Post::c.comments)).load(); };
  add(rows, "associations, 100 x 10 x 10", 1.10, with_posts * (1 + posts_of_each * (1 + posts_of_each)),
      loads_graph(sides, graph), loads_graph(sides, [soci = sides.soci] { return soci->associations(); }),
      loads_graph(sides, [by_hand = sides.by_hand] { return by_hand->associations(); }));
  return rows;
}

}  // namespace
}  // namespace bench::diesel

namespace bench::sqlite {

std::vector<Comparison> diesel_rows(Fixture& fixture) { return diesel::rows_in(fixture); }

}  // namespace bench::sqlite
