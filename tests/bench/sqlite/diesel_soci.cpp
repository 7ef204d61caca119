#include "sqlite/diesel_soci.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <unordered_map>
#include <utility>

namespace bench::diesel {
namespace {

/// One row of any of the three tables; SOCI takes no std::int64_t where that is long.
struct Buffer {
  long long user_id = 0, post_id = 0, owner = 0;
  std::string name, hair_color, title, body;
  soci::indicator has_hair_color{}, has_post{}, has_title{}, has_body{}, has_owner{};

  [[nodiscard]] PlainUser user() const {
    return {user_id, name, has_hair_color == soci::i_ok ? std::optional(hair_color) : std::nullopt};
  }
  [[nodiscard]] PlainPost post() const {
    return {post_id, title, has_body == soci::i_ok ? std::optional(body) : std::nullopt, owner};
  }
};

template <class T, class Make>
std::vector<T> rows_of(soci::statement& statement, Make make) {
  std::vector<T> all;
  statement.execute();
  while (statement.fetch()) all.push_back(make());
  return all;
}

/// "(:k0, :k1, …)".
std::string names(std::size_t count) {
  std::string list = "(:k0";
  for (std::size_t i = 1; i < count; ++i) list += ", :k" + std::to_string(i);
  return list + ")";
}

}  // namespace

struct Soci::Statements {
  explicit Statements(const std::string& path)
      : session(soci::sqlite3, "db=" + path + " timeout=5 synchronous=NORMAL"),
        user_keys(static_cast<std::size_t>(with_posts)),
        post_keys(static_cast<std::size_t>(with_posts * posts_of_each)),
        users((session.prepare << select_users, soci::into(row.user_id), soci::into(row.name),
               soci::into(row.hair_color, row.has_hair_color))),
        joined((session.prepare << select_joined, soci::into(row.user_id), soci::into(row.name),
                soci::into(row.hair_color, row.has_hair_color), soci::into(row.post_id, row.has_post),
                soci::into(row.title, row.has_title), soci::into(row.body, row.has_body),
                soci::into(row.owner, row.has_owner))),
        posts(session),
        comments(session),
        insert((session.prepare << "INSERT INTO diesel_users (name, hair_color) VALUES (:name, :hair)",
                soci::use(row.name), soci::use(row.hair_color))) {
    session << "PRAGMA foreign_keys=on";
    posts.exchange(soci::into(row.post_id));
    posts.exchange(soci::into(row.title));
    posts.exchange(soci::into(row.body, row.has_body));
    posts.exchange(soci::into(row.owner));
    prepare(posts, select_posts, user_keys);
    comments.exchange(soci::into(row.post_id));
    comments.exchange(soci::into(row.title));
    comments.exchange(soci::into(row.owner));
    prepare(comments, select_comments, post_keys);
  }

  soci::session session;
  Buffer row;
  std::vector<long long> user_keys, post_keys;
  soci::statement users, joined, posts, comments, insert;

 private:
  static void prepare(soci::statement& statement, const std::string& select, std::vector<long long>& keys) {
    for (long long& key : keys) statement.exchange(soci::use(key));
    statement.alloc();
    statement.prepare(select + names(keys.size()));
    statement.define_and_bind();
  }
};

Soci::Soci(const std::string& path) : statements_(std::make_unique<Statements>(path)) {}
Soci::~Soci() = default;

std::vector<PlainUser> Soci::users() {
  return rows_of<PlainUser>(statements_->users, [this] { return statements_->row.user(); });
}

std::vector<UserAndPost> Soci::joined() {
  return rows_of<UserAndPost>(statements_->joined, [this] {
    const Buffer& row = statements_->row;
    return UserAndPost{row.user(), row.has_post == soci::i_ok ? std::optional(row.post()) : std::nullopt};
  });
}

std::vector<UserAndPosts> Soci::associations() {
  auto& [session, row, user_keys, post_keys, users, joined, posts, comments, insert] = *statements_;
  auto all = rows_of<UserAndPosts>(users, [&row = row] { return UserAndPosts{row.user(), {}}; });
  std::unordered_map<long long, std::size_t> owners;
  for (std::size_t i = 0; i < all.size(); ++i) owners.emplace(user_keys[i] = all[i].user.id, i);
  std::unordered_map<long long, std::pair<std::size_t, std::size_t>> places;
  std::size_t found = 0;
  for (PlainPost& post : rows_of<PlainPost>(posts, [&row = row] { return row.post(); })) {
    const std::size_t owner = owners.at(post.user_id);
    places.emplace(post_keys[found++] = post.id, std::pair(owner, all[owner].posts.size()));
    all[owner].posts.push_back({std::move(post), {}});
  }
  comments.execute();
  while (comments.fetch()) {
    const auto [user, post] = places.at(row.owner);
    all[user].posts[post].comments.push_back({row.post_id, row.title, row.owner});
  }
  return all;
}

void Soci::insert(const std::vector<PlainUser>& users) {
  soci::transaction transaction(statements_->session);
  for (const PlainUser& user : users) {
    statements_->row.name = user.name;
    statements_->row.hair_color = *user.hair_color;
    statements_->insert.execute(true);
  }
  transaction.commit();
}

}  // namespace bench::diesel
