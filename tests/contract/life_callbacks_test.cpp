// Callbacks: around an operation, at the end of a transaction, on condition, read as data.
#include <functional>

#include "contract/record_models.hpp"

namespace life_callbacks {

inline std::vector<std::string> heard;
inline rowan::Transaction* ending = nullptr;
inline std::function<void()> at_commit;

/// Notes when it is there and when it has gone.
class Span {
 public:
  explicit Span(std::string name) : name_(std::move(name)) { heard.push_back("+" + name_); }
  Span(Span&& other) noexcept : name_(std::exchange(other.name_, "")) {}
  Span& operator=(Span&&) = delete;
  ~Span() {
    if (!name_.empty()) heard.push_back("-" + name_);
  }

 private:
  std::string name_;
};

class Shipment;

/// Written by a before_commit.
class Ledger : public rowan::Model<Ledger> {
 public:
  std::int64_t id{};
  std::string line;

  ROWAN_MODEL(Ledger, (), (id, line))
  static void configure(rowan::ModelBuilder<Ledger>& m) {
    m.table("life_ledger");
    m.before_commit([](const Ledger&) {
      if (at_commit) at_commit();
    });
    m.if_([](const Ledger& ledger) { return ledger.line == "draft"; }).before_commit([](const Ledger& ledger) {
      Ledger::find(ledger.id).update_or_throw({{"line", "draft, booked"}});
    });
    m.after_commit([](const Ledger& ledger) { heard.push_back("committed " + ledger.line); });
  }
};

class Shipment : public rowan::Model<Shipment> {
 public:
  std::int64_t id{};
  std::string name;
  std::string state = "new";
  rowan::HasMany<Shipment> parts;
  rowan::BelongsTo<Shipment> whole;

  // These are no attributes.
  std::size_t letters = 0;
  bool fails = false, refuses_commit = false;

  ROWAN_MODEL(Shipment, (), (id, name, state, parts, whole))
  static void configure(rowan::ModelBuilder<Shipment>& m) {
    m.table("life_shipments");
    m.belongs_to(&Shipment::whole).optional();
    m.has_many(&Shipment::parts).inverse("whole").dependent(rowan::dependent::destroy);
    m.after_validation([](Shipment& shipment) { heard.push_back("validated " + shipment.name); });
    m.around_save([](Shipment& shipment) { return Span("save " + shipment.name); });
    m.around_create([](Shipment&) { return Span("create"); });
    m.around_update([](Shipment&) { return Span("update"); });
    m.around_destroy([](Shipment& shipment) { return Span("destroy " + shipment.name); });
    m.before_save([](Shipment&) { heard.push_back("before_save"); });
    m.if_(&Shipment::is_sent).after_save([](Shipment&) { heard.push_back("sent"); });
    m.on("audit").after_save([](Shipment&) { heard.push_back("audited"); });
    m.after_save([](Shipment& shipment) {
      heard.push_back("after_save");
      if (shipment.fails) throw std::runtime_error("failed");
    });
    m.before_commit([](const Shipment& shipment) {
      heard.push_back("before_commit " + shipment.name);
      if (ending != nullptr) ending->rollback();
      if (shipment.refuses_commit) throw std::runtime_error("refused");
      if (shipment.name == "booked") Ledger::create({{"line", shipment.name}});
    });
    m.on(rowan::Occasion::create).after_commit([](const Shipment& s) { heard.push_back("created " + s.name); });
    m.on(rowan::Occasion::update).after_commit([](const Shipment& s) { heard.push_back("updated " + s.name); });
    m.on(rowan::Occasion::destroy).after_commit([](const Shipment& s) { heard.push_back("destroyed " + s.name); });
    m.on(rowan::Occasion::create).on(rowan::Occasion::update).after_rollback([](const Shipment& s) {
      heard.push_back("undone " + s.name);
    });
  }
  [[nodiscard]] bool is_sent() const { return state == "sent"; }
};

/// Writes another one before each COMMIT.
class Echo : public rowan::Model<Echo> {
 public:
  std::int64_t id{};
  std::string text = "echo";

  ROWAN_MODEL(Echo, (), (id, text))
  static void configure(rowan::ModelBuilder<Echo>& m) {
    m.table("life_echoes");
    m.before_commit([](const Echo&) { Echo::create({}); });
  }
};

/// Is read again as it was just made.
class Returned : public rowan::Model<Returned> {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(Returned, (), (id, name))
  static void configure(rowan::ModelBuilder<Returned>& m) {
    m.table("life_returned");
    m.after_create([](Returned& record) { record.reload(); });
    m.on(rowan::Occasion::create).after_save([](Returned&) { heard.push_back("created"); });
    m.on(rowan::Occasion::update).after_save([](Returned&) { heard.push_back("updated"); });
  }
};

/// Does at both ends of a save or destroy what a test says.
class Guarded : public rowan::Model<Guarded> {
 public:
  using Task = std::function<void(Guarded&)>;
  std::int64_t id{};
  std::string name;
  Task task, at_end;
  bool stops = false;

  /// Calls `at_end` as it goes.
  class End {
   public:
    explicit End(Guarded& record) : record_(&record) {}
    End(End&& other) noexcept : record_(std::exchange(other.record_, nullptr)) {}
    End& operator=(End&&) = delete;
    ~End() {
      try {
        if (record_ != nullptr && record_->at_end) Task(record_->at_end)(*record_);
      } catch (const rowan::Error&) {
        heard.push_back("refused");
      }
    }

   private:
    Guarded* record_;
  };

  ROWAN_MODEL(Guarded, (), (id, name))
  static void configure(rowan::ModelBuilder<Guarded>& m) {
    m.table("life_guarded");
    const auto around = [](Guarded& record) {
      const Task first = record.task;  // which may be moved away with the record
      if (first) first(record);
      return End(record);
    };
    m.around_save(around).around_destroy(around);
    m.before_save([](Guarded& record) { return !record.stops; });
  }
};

/// Its callbacks depend on what may do anything.
class Choosy : public rowan::Model<Choosy> {
 public:
  std::int64_t id{};
  std::string name;
  std::function<void(const Choosy&)> ask;

  ROWAN_MODEL(Choosy, (), (id, name))
  static void configure(rowan::ModelBuilder<Choosy>& m) {
    m.table("life_choosy");
    const auto at = [](const char* moment) {
      return [moment](const Choosy& record) {
        const auto asks = record.ask;  // which may be gone with the record
        if (asks && record.name == moment) asks(record);
        return true;
      };
    };
    m.if_(at("rule")).attribute(&Choosy::name).max_length(20);
    m.if_(at("validation")).validate([](const Choosy&, rowan::Errors&) {});
    m.if_(at("before")).before_save([](Choosy&) {});
    m.if_(at("around")).around_save([](Choosy&) { return std::string("stands around"); });
  }
};

/// Asks for a rollback at the moment that a test says.
class Recalled : public rowan::Model<Recalled> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Recalled> batch;
  rowan::HasMany<Recalled> parts;

  static inline std::string moment;

  /// Asks as it goes.
  struct End {
    End() = default;
    End(End&& other) noexcept : alive(std::exchange(other.alive, false)) {}
    End& operator=(End&&) = delete;
    ~End() {
      if (alive) ask("around");
    }
    bool alive = true;
  };

  static void ask(std::string_view now) {
    if (now == moment) rowan::default_database()->transaction([](rowan::Transaction& joined) { joined.rollback(); });
  }

  ROWAN_MODEL(Recalled, (), (id, name, batch, parts))
  static void configure(rowan::ModelBuilder<Recalled>& m) {
    m.table("life_recalled");
    m.belongs_to(&Recalled::batch).optional();
    m.has_many(&Recalled::parts).inverse("batch").dependent(rowan::dependent::destroy);
    m.around_save([](Recalled&) { return End(); });
    m.before_save([](Recalled&) { ask("before_save"); });
    m.after_save([](Recalled&) { ask("after_save"); });
    m.after_destroy([](Recalled&) { ask("after_destroy"); });
    m.before_commit([](const Recalled&) { ask("before_commit"); });
  }
};

}  // namespace life_callbacks
ROWAN_REGISTER_MODEL(life_callbacks::Choosy)
ROWAN_REGISTER_MODEL(life_callbacks::Echo)
ROWAN_REGISTER_MODEL(life_callbacks::Recalled)
ROWAN_REGISTER_MODEL(life_callbacks::Guarded)
ROWAN_REGISTER_MODEL(life_callbacks::Returned)
ROWAN_REGISTER_MODEL(life_callbacks::Ledger)
ROWAN_REGISTER_MODEL(life_callbacks::Shipment)

namespace life_callbacks {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LifeCallbacks : public record_tests::RecordTest {
 protected:
  LifeCallbacks() {
    db.create_tables<Choosy, Echo, Guarded, Ledger, Recalled, Returned, Shipment>();
    heard.clear();
    Recalled::moment.clear();
  }
};

Shipment shipment(std::string name) {
  Shipment made;
  made.name = std::move(name);
  return made;
}

std::vector<std::string> take_heard() { return std::exchange(heard, {}); }

TEST_P(LifeCallbacks, ObjectsStandAroundAnOperation) {
  Shipment box = shipment("box");
  ASSERT_TRUE(box.save());
  EXPECT_THAT(take_heard(), ElementsAre("validated box", "+save box", "+create", "before_save", "after_save", "-create",
                                        "-save box", "before_commit box", "created box"));
  box.state = "sent";
  ASSERT_TRUE(box.save());
  EXPECT_THAT(take_heard(), ElementsAre("validated box", "+save box", "+update", "before_save", "sent", "after_save",
                                        "-update", "-save box", "before_commit box", "updated box"));
  ASSERT_TRUE(box.destroy());
  EXPECT_THAT(take_heard(), ElementsAre("+destroy box", "-destroy box", "before_commit box", "destroyed box"));
}

TEST_P(LifeCallbacks, ObjectsAroundGoWhenTheOperationFails) {
  Shipment box = shipment("box");
  box.fails = true;
  EXPECT_THROW((void)box.save(), std::runtime_error);
  EXPECT_THAT(take_heard(), ElementsAre("validated box", "+save box", "+create", "before_save", "after_save", "-create",
                                        "-save box", "undone box"));
  EXPECT_TRUE(box.is_new());
}

TEST_P(LifeCallbacks, ObjectsStandAroundEachOfAGraphAndOfMany) {
  Shipment box = shipment("box");
  box.parts.add(shipment("part"));
  ASSERT_TRUE(box.save());
  EXPECT_THAT(take_heard(),
              ElementsAre("validated box", "validated part", "+save box", "+create", "before_save", "+save part",
                          "+create", "before_save", "after_save", "-create", "-save part", "after_save", "-create",
                          "-save box", "before_commit box", "before_commit part", "created box", "created part"));
  std::vector<Shipment> two{shipment("a"), shipment("b")};
  ASSERT_TRUE(Shipment::save_all(two));
  EXPECT_THAT(take_heard(),
              ElementsAre("validated a", "validated b", "+save a", "+create", "before_save", "+save b", "+create",
                          "before_save", "after_save", "-create", "-save a", "after_save", "-create", "-save b",
                          "before_commit a", "before_commit b", "created a", "created b"));
}

TEST_P(LifeCallbacks, AContextCallsItsOwn) {
  Shipment box = shipment("box");
  ASSERT_TRUE(box.save(rowan::in_context("audit")));
  EXPECT_THAT(take_heard(), Contains("audited"));
  box.name = "box 2";
  ASSERT_TRUE(box.save());
  EXPECT_THAT(take_heard(), ::testing::Not(Contains("audited")));
}

TEST_P(LifeCallbacks, WhatATransactionMadeCountsAsCreated) {
  db.transaction([&] {
    Shipment box = shipment("box");
    ASSERT_TRUE(box.save());
    nested([&] {
      box.name = "box 2";
      ASSERT_TRUE(box.save());
    });
    Shipment gone = shipment("gone");
    ASSERT_TRUE(gone.save());
    ASSERT_TRUE(gone.destroy());
    heard.clear();
  });
  EXPECT_THAT(take_heard(),
              ElementsAre("before_commit box 2", "before_commit gone", "created box 2", "destroyed gone"));
}

TEST_P(LifeCallbacks, BeforeCommitWritesInTheSameTransaction) {
  Shipment box = shipment("booked");
  EXPECT_THROW(db.transaction([&] {
    ASSERT_TRUE(box.save());
    Shipment bad = shipment("bad");
    bad.refuses_commit = true;
    ASSERT_TRUE(bad.save());
  }),
               std::runtime_error);
  EXPECT_EQ(Ledger::count(), 0u);
  EXPECT_EQ(Shipment::count(), 0u);
  EXPECT_TRUE(box.is_new());
  heard.clear();
  ASSERT_TRUE(box.save());
  EXPECT_EQ(Ledger::count(), 1u);
  EXPECT_THAT(take_heard(), Contains("created booked"));
}

TEST_P(LifeCallbacks, OfWhatASavepointUndidOnlyTheRollbackIsTold) {
  db.transaction([&] {
    Shipment box = shipment("kept");
    ASSERT_TRUE(box.save());
    undone(
        [&] {
          box.name = "undone";
          ASSERT_TRUE(box.save());
          heard.clear();
        },
        {.requires_new = true});
    EXPECT_THAT(take_heard(), ElementsAre("undone undone"));
  });
  EXPECT_THAT(take_heard(), ElementsAre("before_commit kept", "created kept"));
}

TEST_P(LifeCallbacks, BeforeCommitIsToldOfASaveThatSentNothing) {
  Shipment box = shipment("booked");
  ASSERT_TRUE(box.save());
  take_heard();
  ASSERT_TRUE(box.save());
  EXPECT_THAT(take_heard(), ::testing::IsSupersetOf({"before_commit booked", "updated booked"}));
  EXPECT_EQ(Ledger::count(), 2u);
}

TEST_P(LifeCallbacks, BeforeCommitMayAskForARollback) {
  Shipment box = shipment("box");
  db.transaction([&](rowan::Transaction& transaction) {
    ending = &transaction;
    ASSERT_TRUE(box.save());
  });
  ending = nullptr;
  EXPECT_THAT(take_heard(), Contains("undone box"));
  EXPECT_TRUE(box.is_new());
  EXPECT_EQ(Shipment::count(), 0u);
}

TEST_P(LifeCallbacks, ARollbackAskedForInACallbackIsNoSuccess) {
  for (const char* moment : {"before_save", "after_save", "around", "before_commit"}) {
    SCOPED_TRACE(moment);
    Recalled::moment = moment;
    Recalled box;
    EXPECT_THAT(record_tests::message_of<rowan::TransactionError>([&] { (void)box.save(); }), HasSubstr("rollback()"));
    EXPECT_TRUE(box.is_new());
    EXPECT_THROW(Recalled::create({{"name", "made"}}), rowan::TransactionError);
    std::vector<Recalled> two(2);
    EXPECT_THROW((void)Recalled::save_all(two), rowan::TransactionError);
    EXPECT_EQ(Recalled::count(), 0u);
  }
}

TEST_P(LifeCallbacks, ARollbackOfOneSaveLeavesTheTransactionAroundIt) {
  db.transaction([&] {
    Recalled box = Recalled::create({{"name", "box"}});
    for (const char* moment : {"before_save", "after_save", "around"}) {
      SCOPED_TRACE(moment);
      Recalled::moment = moment;
      Recalled part;
      EXPECT_THROW((void)part.save(), rowan::TransactionError);
      EXPECT_THROW((void)part.save(rowan::with_savepoint), rowan::TransactionError);
      EXPECT_TRUE(part.is_new());
      EXPECT_THROW(box.parts.add(Recalled()), rowan::TransactionError);
      EXPECT_EQ(box.parts.count(), 0u);
      box.name = moment;
      EXPECT_THROW((void)box.save(), rowan::TransactionError);
      EXPECT_TRUE(box.changed());
    }
    Recalled::moment.clear();
    box.parts.add(Recalled());
    Recalled::moment = "after_destroy";
    EXPECT_THROW((void)box.destroy(), rowan::TransactionError);
    EXPECT_FALSE(box.is_destroyed());
  });
  EXPECT_EQ(Recalled::count(), 2u);
}

TEST_P(LifeCallbacks, ARollbackAskedForByAListenerIsNoSuccess) {
  struct Recall : rowan::ChangeListener {
    void after(const rowan::RowChange&) override {
      rowan::default_database()->transaction([](rowan::Transaction& joined) { joined.rollback(); });
    }
  };
  Ledger line;
  {
    const rowan::Listening listening = rowan::listen(std::make_shared<Recall>());
    EXPECT_THROW((void)line.save(), rowan::TransactionError);
  }
  EXPECT_TRUE(line.is_new());
  EXPECT_EQ(Ledger::count(), 0u);
}

TEST_P(LifeCallbacks, BeforeCommitMayNotGoOnForEver) {
  Echo echo;
  EXPECT_THAT(record_tests::message_of<rowan::RecordNotSaved>([&] { (void)echo.save(); }), HasSubstr("before_commit"));
  EXPECT_EQ(Echo::count(), 0u);
  EXPECT_TRUE(echo.is_new());
}

TEST_P(LifeCallbacks, BeforeCommitTellsOfARowOnceAndAfterCommitOfItsLastState) {
  Ledger line;
  line.line = "draft";
  ASSERT_TRUE(line.save());
  EXPECT_EQ(Ledger::find(line.id).line, "draft, booked");
  EXPECT_THAT(take_heard(), ElementsAre("committed draft, booked"));
}

TEST_P(LifeCallbacks, TheOccasionOfASaveIsWhatItDid) {
  Returned box;
  ASSERT_TRUE(box.save());
  EXPECT_THAT(take_heard(), ElementsAre("created"));
  box.name = "again";
  ASSERT_TRUE(box.save());
  EXPECT_THAT(take_heard(), ElementsAre("updated"));
}

TEST_P(LifeCallbacks, AConditionOfACallbackCanNotMoveTheRecord) {
  std::vector<Choosy> boxes(1);
  for (const char* moment : {"rule", "validation", "before", "around"}) {
    boxes.assign(1, Choosy());
    boxes[0].name = moment;
    boxes[0].ask = [&](const Choosy&) { std::vector<Choosy>(boxes.size() + 8).swap(boxes); };
    EXPECT_THROW((void)boxes[0].save(), rowan::RecordMoved) << moment;
  }
  EXPECT_EQ(Choosy::count(), 0u);
}

TEST_P(LifeCallbacks, WhatStandsAroundCanNeitherSaveNorMoveTheRecord) {
  Guarded box;
  box.task = [](Guarded& guarded) { (void)guarded.save(); };
  EXPECT_THROW((void)box.save(), rowan::RecordNotSaved);
  EXPECT_TRUE(box.is_new());
  Guarded elsewhere;
  box.task = [&](Guarded& guarded) { elsewhere = std::move(guarded); };
  EXPECT_THROW((void)box.save(), rowan::RecordMoved);
  Guarded last;
  last.at_end = [](Guarded& guarded) { (void)guarded.save(); };
  ASSERT_TRUE(last.save());
  EXPECT_THAT(take_heard(), ElementsAre("refused"));
  last.at_end = [](Guarded& guarded) { guarded.update_columns({{"name", "seen"}}); };
  ASSERT_TRUE(last.save());
  EXPECT_EQ(Guarded::find(last.id).name, "seen");
  last.at_end = [](Guarded& guarded) { (void)guarded.destroy(); };
  ASSERT_TRUE(last.destroy());
  EXPECT_THAT(take_heard(), ElementsAre("refused"));
}

TEST_P(LifeCallbacks, WhatStandsAroundMayNotGoOnForEver) {
  static int begun = 0;
  begun = 0;
  static const Guarded::Task again = [](Guarded&) {
    Guarded next;
    next.at_end = again;
    ++begun;
    if (begun < 1000) (void)next.save();
  };
  Guarded box;
  box.at_end = again;
  ASSERT_TRUE(box.save());
  EXPECT_THAT(take_heard(), ElementsAre("refused"));
  EXPECT_LT(begun, 200);
}

TEST_P(LifeCallbacks, OfManyRecordsThatFailWhatWasMadeLastGoesFirst) {
  std::vector<Guarded> guarded(3);
  for (std::size_t i = 0; i < 3; ++i) {
    guarded[i].name = std::to_string(i);
    guarded[i].at_end = [](Guarded& record) { heard.push_back(record.name); };
  }
  guarded[2].stops = true;
  EXPECT_FALSE(Guarded::save_all(guarded));
  EXPECT_THAT(take_heard(), ElementsAre("2", "1", "0"));
}

// As MariaDB does with CREATE TABLE.
TEST_P(LifeCallbacks, BeforeCommitThatFollowsAnEarlyCommitIsAnotherTransaction) {
  ROWAN_NEEDS(raw_sql);
  if (db.dialect().can().transactional_ddl) GTEST_SKIP() << "commits when the block ends";
  Guarded known;
  ASSERT_TRUE(known.save());
  Ledger line;
  line.line = "early";
  at_commit = [&] {
    known.name = "by the callback";
    ASSERT_TRUE(known.save());
    throw std::runtime_error("too late");
  };
  EXPECT_THAT(record_tests::message_of<rowan::AfterCommitError>([&] {
                db.transaction([&] {
                  known.name = "before";
                  ASSERT_TRUE(known.save());
                  ASSERT_TRUE(line.save());
                  db.execute("CREATE TABLE life_early (id bigint)");
                });
              }),
              HasSubstr("before_commit"));
  at_commit = nullptr;
  EXPECT_EQ(Guarded::find(known.id).name, "before");
  EXPECT_TRUE(known.changed()) << "what the callback saved was undone";
  EXPECT_EQ(Ledger::count(), 1u);
}

TEST_P(LifeCallbacks, WhatStandsAroundARecordThatIsNotSavedGoesAtOnce) {
  Guarded box;
  box.stops = true;
  box.at_end = [](Guarded&) { heard.push_back("gone"); };
  EXPECT_FALSE(box.save());
  EXPECT_THAT(take_heard(), ElementsAre("gone"));
  std::vector<Guarded> two(2);
  for (Guarded& each : two) each.at_end = [](Guarded&) { heard.push_back("gone"); };
  two[1].stops = true;
  EXPECT_FALSE(Guarded::save_all(two));
  EXPECT_THAT(take_heard(), ElementsAre("gone", "gone"));
  EXPECT_EQ(Guarded::count(), 0u);
}

TEST_P(LifeCallbacks, AreReadAsData) {
  std::vector<std::string> told;
  for (const rowan::CallbackDescription& callback : rowan::describe("life_callbacks::Shipment").callbacks) {
    std::string text = callback.moment;
    for (const std::string& on : callback.on) text += " " + on;
    told.push_back(text + (callback.conditional ? " ?" : ""));
  }
  EXPECT_THAT(told, ElementsAre("after_validation", "before_save", "after_save ?", "after_save audit", "after_save",
                                "around_save", "around_create", "around_update", "around_destroy", "before_commit",
                                "after_commit create", "after_commit update", "after_commit destroy",
                                "after_rollback create update"));
  EXPECT_THAT(rowan::describe("life_callbacks::Shipment").to_json(),
              HasSubstr(R"({"moment":"after_save","on":["audit"],"conditional":false})"));
}

ROWAN_RECORD_SUITE(LifeCallbacks);

}  // namespace
}  // namespace life_callbacks
