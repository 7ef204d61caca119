// The first record: describe a class, create its table, save, find, change, destroy.
#include <fmt/format.h>
#include <rowan/rowan.hpp>

// [snippet: model]
class User : public rowan::Model<User> {
 public:
  std::int64_t id{};
  std::string name;
  std::optional<std::string> email;

  ROWAN_MODEL(User, (), (id, name, email))

  static void configure(rowan::ModelBuilder<User>& m) {
    m.attribute(&User::name).not_blank();
    m.attribute(&User::email).unique();
  }
};
ROWAN_REGISTER_MODEL(User)  // in one .cpp
// [end]

int main() {
  // [snippet: connect]
  auto db = rowan::connect("sqlite::memory:");  // or "sqlite://users.db"
  db.create_tables<User>();
  // [end]

  // [snippet: save]
  User ann;
  ann.name = "Ann";
  ann.email = "ann@example.com";
  ann.save_or_throw();
  fmt::print("saved {} as number {}\n", ann.name, ann.id);
  // [end]

  // [snippet: invalid]
  User twin;
  twin.email = "ann@example.com";
  if (auto saved = twin.save(); !saved) fmt::print("not saved: {}\n", saved.errors().to_string());
  twin.name = "Ann's twin";
  if (auto saved = twin.save(); !saved) fmt::print("not saved: {}\n", saved.errors().to_string());
  // [end]

  // [snippet: find]
  User found = User::find(ann.id);
  if (auto user = User::find_by(User::c.email == "ann@example.com")) fmt::print("found {}\n", user->name);
  if (!User::find_if(99)) fmt::print("there is no user 99\n");
  // [end]

  // [snippet: change]
  found.name = "Ann Lee";
  fmt::print("changed: {}, the e-mail: {}\n", found.changed(), found.changed(&User::email));
  found.save_or_throw();  // UPDATE of one column
  found.save_or_throw();  // nothing changed: no SQL
  // [end]

  // [snippet: destroy]
  if (found.destroy()) fmt::print("{} is gone; {} users are left\n", found.name, User::count());
  // [end]
}
