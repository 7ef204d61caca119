// The code of docs/guide/models.md on sub-classes.
#include <optional>
#include <string>

#include <rowan/rowan.hpp>

#include "expect.hpp"

// [snippet: models]
struct Account {  // what all of them have, and how it is configured
  std::int64_t id{};
  std::string type;
  std::string email;

  ROWAN_MIXIN(Account, (), (id, type, email))
  template <class M>
  static void configure_mixin(rowan::ModelBuilder<M>& m) {
    m.type_attribute(&Account::type);
    m.attribute(&Account::email).not_blank().unique();
  }
};

class User : public rowan::Model<User>, public Account {
 public:
  ROWAN_MODEL(User, (Account), ())
};

class Admin : public rowan::Model<Admin, User>, public Account {  // the table is that of User
 public:
  std::int64_t level{};

  ROWAN_MODEL(Admin, (Account), (level))
};

class Guest : public rowan::Model<Guest, User>, public Account {
 public:
  std::optional<rowan::Date> until;

  ROWAN_MODEL(Guest, (Account), (until))
  static void configure(rowan::ModelBuilder<Guest>& m) { m.type_name("visitor"); }  // by default "Guest"
};
// [end]
class Notice : public rowan::Model<Notice> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Admin> by;

  ROWAN_MODEL(Notice, (), (id, by))
};
ROWAN_REGISTER_MODEL(User)
ROWAN_REGISTER_MODEL(Admin)
ROWAN_REGISTER_MODEL(Guest)
ROWAN_REGISTER_MODEL(Notice)

int main() {
  rowan::Database db = rowan::connect("sqlite::memory:");
  // [snippet: use]
  db.create_tables<User>();  // one table, with the columns of all: level and until are NULL where they are not meant

  Admin root = Admin::create({{"email", "root@example.com"}, {"level", 9}});  // its type is "Admin"
  Guest::create({{"email", "ann@example.com"}});
  auto users = User::where(User::c.email.contains("@")).load();     // Users, whatever their type
  std::uint64_t admins = Admin::where(Admin::c.level > 5).count();  // … WHERE type = 'Admin' AND level > 5

  for (User& user : users) {
    if (!user.is<Admin>()) continue;
    Admin admin = user.as<Admin>();  // the same row, loaded as what it is
    admin.level = 10;
    admin.save_or_throw();
  }
  rowan::Records<Guest> guests = users.as<Guest>();  // those that are: one query for all
  // [end]
  expect(users.size() == 2 && admins == 1 && guests.size() == 1 && Admin::find(root.id).level == 10);
  expect(!Guest::find_if(root.id));
}
