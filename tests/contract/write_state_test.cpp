// What a record and its table are after a write that is refused, fails, or is disturbed: on every database.
#include "contract/write_state.hpp"

#include <chrono>
#include <thread>

namespace write_state {

ROWAN_REGISTER_MODEL(Team)
ROWAN_REGISTER_MODEL(Man)
ROWAN_REGISTER_MODEL(Club)
ROWAN_REGISTER_MODEL(Page)
ROWAN_REGISTER_MODEL(Coarse)

namespace {

using rowan::RecordMoved;
using rowan::RecordNotSaved;
using rowan::contract::Capability;
using rowan::contract::message_of;
using ::testing::HasSubstr;

// --- Listeners that disturb the record

struct Disturb : rowan::ChangeListener {
  std::function<void(const rowan::RowChange&)> on_before, on_after;
  void before(const rowan::RowChange& change) override {
    if (on_before) on_before(change);
  }
  void after(const rowan::RowChange& change) override {
    if (on_after) on_after(change);
  }
};

using Write = std::function<void(Man&)>;

// A record of its own on the heap, which listeners move or end while `write` runs.
void expect_refused(const char* name, bool is_new, const Write& write) {
  for (const bool before : {true, false}) {
    for (const bool ends : {true, false}) {
      SCOPED_TRACE(std::string(name) + (before ? " before" : " after") + (ends ? " ends" : " moves"));
      Man::everything().delete_all();
      Man made;
      made.name = "Ann, whose name lies on the heap";
      made.mail = "ann@example.org";
      if (!is_new) made.save_or_throw();
      auto man = std::make_unique<Man>(std::move(made));
      const auto disturb = std::make_shared<Disturb>();
      (before ? disturb->on_before : disturb->on_after) = [&](const rowan::RowChange&) {
        if (man == nullptr) return;
        auto elsewhere = ends ? nullptr : std::make_unique<Man>(std::move(*man));
        man = std::move(elsewhere);
      };
      {
        const auto listening = rowan::listen<Man>(disturb);
        EXPECT_THROW(write(*man), RecordMoved);
      }
      EXPECT_EQ(Man::count(), is_new ? 0u : 1u);
      if (!is_new) {
        EXPECT_EQ(Man::sole().points, 0);
      }
      if (ends) continue;
      EXPECT_EQ(man->is_new(), is_new);
      man->points = 7;
      man->save_or_throw();
      EXPECT_EQ(Man::sole().points, 7);
    }
  }
}

TEST_P(WriteStateTest, ListenersMayNotMoveOrEndTheRecord) {
  const auto in_vector = [](Man& man) { Man::save_all_or_throw(std::vector<Man*>{&man}); };
  expect_refused("insert", true, [](Man& man) { man.save_or_throw(); });
  expect_refused("insert of many", true, in_vector);
  expect_refused("update", false, [](Man& man) { man.points = 1, man.save_or_throw(); });
  expect_refused("update of many", false, [&](Man& man) { man.points = 1, in_vector(man); });
  expect_refused("update_columns", false, [](Man& man) { man.update_columns(Man::c.points = 1); });
  expect_refused("increment", false, [](Man& man) { man.increment(&Man::points); });
  expect_refused("destroy", false, [](Man& man) { (void)man.destroy(); });
  expect_refused("delete_row", false, [](Man& man) { man.delete_row(); });
}

TEST_P(WriteStateTest, AListenersVectorMayNotGrowUnderTheRecords) {
  std::vector<Man> men;
  for (const char* name : {"ann", "bob", "cid"}) men.push_back(named(name));
  men.shrink_to_fit();
  const auto disturb = std::make_shared<Disturb>();
  disturb->on_after = [&](const rowan::RowChange&) { men.resize(men.size() + 100); };
  {
    const auto listening = rowan::listen(disturb);
    EXPECT_THROW(men[0].save_or_throw(), RecordMoved);
  }
  men.resize(3);
  men.shrink_to_fit();
  // Another one of those that are saved together.
  disturb->on_after = [&](const rowan::RowChange& change) {
    if (change.record == &men[0]) {
      auto moved = std::make_unique<Man>(std::move(men[2]));
      men[2] = Man();
    }
  };
  {
    const auto listening = rowan::listen(disturb);
    EXPECT_THROW((void)Man::save_all(men), RecordMoved);
  }
  EXPECT_EQ(Man::count(), 0u);
}

TEST_P(WriteStateTest, TheNextListenerIsNotToldOfARecordThatIsGone) {
  auto man = std::make_unique<Man>(named("ann"));
  const auto disturb = std::make_shared<Disturb>(), next = std::make_shared<Disturb>();
  int told = 0;
  disturb->on_after = [&](const rowan::RowChange&) { man.reset(); };
  next->on_after = [&](const rowan::RowChange&) { ++told; };
  const auto listening = rowan::listen(disturb), next_listening = rowan::listen(next);
  EXPECT_THAT(message_of<RecordMoved>([&] { man->save_or_throw(); }), HasSubstr("listener ended it"));
  EXPECT_EQ(told, 0);
}

TEST_P(WriteStateTest, ListenersNeitherSaveNorDestroyTheRecord) {
  Man man = saved("ann");
  const auto disturb = std::make_shared<Disturb>();
  const auto listening = rowan::listen(disturb);
  const auto expect = [&] {
    man.points += 1;
    EXPECT_THROW(man.save_or_throw(), RecordNotSaved);
    EXPECT_EQ(Man::find(man.id).points, 0);
  };
  disturb->on_before = [&](const rowan::RowChange&) { man.save_or_throw(); };
  expect();
  disturb->on_before = [&](const rowan::RowChange&) { (void)man.destroy(); };
  expect();
  disturb->on_before = nullptr;
  disturb->on_after = [&](const rowan::RowChange&) { (void)man.destroy(); };
  expect();
  disturb->on_after = nullptr;
  man.save_or_throw();
}

// --- Values that are refused

TEST_P(WriteStateTest, ARefusedKeyLeavesTheReferenceAsItWas) {
  Man none = saved("ann"), some = named("bob");
  const Team theirs = team();
  some.team = theirs;
  some.save_or_throw();
  for (const char* value : {"true", "0.1", "1e19", "\"x\"", "[1]", "{}"}) {
    SCOPED_TRACE(value);
    for (Man* man : {&none, &some}) {
      const auto key = man->team.key();
      const std::string json = std::string(R"({"points": 3, "team": )") + value + "}";
      EXPECT_THROW(man->assign_json(json), rowan::InvalidValue);
      EXPECT_EQ(man->team.key(), key);
      EXPECT_EQ(man->points, 0);
      EXPECT_FALSE(man->changed());
    }
  }
  EXPECT_THROW(none.set("team", rowan::Value(true)), rowan::InvalidValue);
  EXPECT_THROW(none.assign({{"points", 3}, {"team", 0.5}}), rowan::InvalidValue);
  EXPECT_THROW((void)none.update({{"points", 3}, {"team", "x"}}), rowan::InvalidValue);
  EXPECT_FALSE(none.changed());
  EXPECT_FALSE(none.team);
  none.name = "changed";
  none.save_or_throw();
  EXPECT_TRUE(Man::where(Man::c.name == "changed").sole().team.is_null());
}

TEST_P(WriteStateTest, ARefusedValueLeavesTheNewRecordThatWasGiven) {
  Man man = named("ann");
  Team red;
  red.name = "red";
  man.team = std::move(red);
  EXPECT_THROW(man.assign_json(R"({"team": 5, "points": "many"})"), rowan::InvalidValue);
  EXPECT_THROW(man.assign({{"team", 5}, {"points", "many"}}), rowan::InvalidValue);
  ASSERT_TRUE(man.team);
  EXPECT_EQ(man.team->name, "red");
  man.save_or_throw();
  EXPECT_EQ(Man::find(man.id).team->name, "red");
}

TEST_P(WriteStateTest, AFailedUpdateTakesItsTimeStampBack) {
  saved("ann");
  Man bob = saved("bob");
  const Man before = bob;
  bob.mail = "ann@example.org";
  EXPECT_FALSE(bob.save());
  EXPECT_THROW((void)Man::save_all_or_throw(std::vector<Man*>{&bob}), rowan::RecordInvalid);
  bob.mail = before.mail;
  EXPECT_FALSE(bob.changed());
  EXPECT_EQ(bob.updated_at, before.updated_at);
  EXPECT_EQ(bob.lock_version, before.lock_version);
  EXPECT_QUERY_COUNT(0) { bob.save_or_throw(); }
}

TEST_P(WriteStateTest, AnUndoneUpdateTakesItsTimeStampBack) {
  Man ann = saved("ann");
  const Man before = ann;
  const auto undone = [&](const std::function<void()>& change) {
    db.transaction([&](rowan::Transaction& transaction) {
      change();
      transaction.rollback();
    });
    ann.points = 0;
    EXPECT_FALSE(ann.changed());
    EXPECT_EQ(ann.updated_at, before.updated_at);
    EXPECT_EQ(ann.lock_version, before.lock_version);
  };
  undone([&] {
    ann.points = 1;
    ann.save_or_throw();
    ann.points = 2;
    ann.save_or_throw();
  });
  undone([&] {
    ann.points = 1;
    Man::save_all_or_throw(std::vector<Man*>{&ann});
  });
  db.transaction([&] {
    ann.points = 1;
    ann.save_or_throw();
    const rowan::Instant stamped = ann.updated_at;
    db.transaction(
        [&](rowan::Transaction& inner) {
          ann.points = 2;
          ann.save_or_throw();
          inner.rollback();
        },
        {.requires_new = true});
    EXPECT_EQ(ann.updated_at, stamped);
    ann.points = 1;
    EXPECT_FALSE(ann.changed());
  });
  EXPECT_EQ(Man::find(ann.id).updated_at, ann.updated_at);
}

TEST_P(WriteStateTest, AStampMayBeTheOneThatWasLoaded) {
  Coarse coarse;
  coarse.text = "first";
  coarse.save_or_throw();
  // Most of these within one second.
  for (int i = 0; i < 5; ++i) {
    coarse.updated_at = rowan::Instant{};
    coarse.save_or_throw();
    EXPECT_FALSE(coarse.changed());
    EXPECT_EQ(Coarse::find(coarse.id).updated_at, coarse.updated_at);
    EXPECT_GT(coarse.updated_at, rowan::Instant{});
    coarse.updated_at = rowan::Instant{};
    Coarse::save_all_or_throw(std::vector<Coarse*>{&coarse});
    EXPECT_FALSE(coarse.changed());
    EXPECT_EQ(Coarse::find(coarse.id).updated_at, coarse.updated_at);
  }
}

TEST_P(WriteStateTest, ARefusedInsertLeavesNoStampOfTheUsers) {
  Coarse first, second;
  first.text = second.text = "same";
  first.save_or_throw();
  EXPECT_FALSE(second.save());
  second.text = "other";
  const rowan::Instant stamped = second.created_at;
  std::this_thread::sleep_until(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) +
                                std::chrono::milliseconds(1050));
  second.save_or_throw();
  EXPECT_GT(second.created_at, stamped);
  EXPECT_EQ(second.created_at, second.updated_at);
}

TEST_P(WriteStateTest, ALockVersionThatIsNullCountsFromZero) {
  Page page;
  page.text = "first";
  page.save_or_throw();
  const auto forget = [&] {
    for (Page& each : Page::all().load()) each.update_columns({{"lock_version", rowan::Value()}});
    page.reload();
    EXPECT_EQ(page.lock_version, std::nullopt);
  };
  forget();
  Page stale = page;
  page.text = "second";
  page.save_or_throw();
  EXPECT_EQ(page.lock_version, 1);
  EXPECT_EQ(Page::find(page.id).lock_version, 1);
  stale.text = "third";
  EXPECT_THROW(stale.save_or_throw(), rowan::StaleRecord);
  EXPECT_EQ(stale.lock_version, std::nullopt);
  forget();
  std::vector<Page> pages(1);
  pages[0].text = "fourth";
  Page::save_all_or_throw(pages);
  forget();
  page.text = "fifth";
  pages[0].reload();
  pages[0].text = "sixth";
  Page::save_all_or_throw(std::vector<Page*>{&page, pages.data()});
  EXPECT_EQ(Page::where(Page::c.lock_version == 1).count(), 2u);
  forget();
  Page again;
  again.text = "fifth";
  Page::upsert_all(std::vector<Page>{again}, {"text"});
  EXPECT_EQ(Page::find(page.id).lock_version, std::nullopt) << "nothing differs from the row";
  forget();
  (void)page.destroy();
  EXPECT_EQ(Page::count(), 1u);
}

INSTANTIATE_TEST_SUITE_P(, WriteStateTest, ::testing::ValuesIn(rowan::contract::databases()),
                         rowan::contract::database_name);

}  // namespace
}  // namespace write_state
