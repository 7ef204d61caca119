// The parts of the shop sample, in memory or on the database that ROWAN_DATABASE names.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "buying.hpp"
#include "catalogue.hpp"
#include "errors.hpp"
#include "reports.hpp"
#include "rowan/testing/database_test.hpp"
#include "seeds.hpp"
#include "support/in_threads.hpp"

namespace shop {
namespace {

std::string given_database(const char* otherwise) {
  const char* const given = std::getenv("ROWAN_DATABASE");
  return given == nullptr ? otherwise : given;
}

void add_product(const char* name, const char* price, std::int64_t stock) {
  Product product;
  product.name = name;
  product.price = rowan::Decimal(price);
  product.stock = stock;
  product.category = Category::find_or_create_by(Category::c.name = "Tools");
  product.save_or_throw();
}

std::int64_t stock_of(const char* name) {
  return Product::unscoped().where(Product::c.name == name).pluck(Product::c.stock).at(0);
}

/// Each test is rolled back.
class Shop : public rowan::testing::DatabaseTest {
 protected:
  Shop() {
    add_product("Rake", "12.50", 5);
    add_product("Rose", "8", 20);
  }
};

TEST_F(Shop, MakesAnOrderWithItsLines) {
  const std::int64_t id = buy(" Ann@Example.com", {{"Rose", 2}, {"Rake", 1}}).id;
  Order order = Order::find(id);
  EXPECT_EQ(order.state, State::placed);
  EXPECT_EQ(order.customer->email, "ann@example.com");
  ASSERT_EQ(order.lines.size(), 2u);
  EXPECT_EQ(order.lines[0].product->name, "Rake");
  EXPECT_EQ(order.total(), rowan::Decimal("28.50"));
  EXPECT_EQ(stock_of("Rake"), 4);
  EXPECT_EQ(stock_of("Rose"), 18);
}

TEST_F(Shop, KnowsACustomerAgain) {
  buy("ann@example.com", {{"Rose", 1}});
  buy("ANN@example.com", {{"Rose", 1}});
  EXPECT_EQ(Customer::count(), 1u);
  EXPECT_EQ(Customer::first()->orders_count, 2);
}

TEST_F(Shop, LeavesNothingOfAnOrderThatFails) {
  const auto buys = [&](const char* email, const Basket& basket) {
    return [&, email, basket] { db.transaction([&] { buy(email, basket); }, {.requires_new = true}); };
  };
  EXPECT_THROW(buys("ann@example.com", {{"Rake", 1}, {"Rose", 21}})(), OutOfStock);
  EXPECT_THROW(buys("ann@example.com", {{"Rake", 1}, {"Rosa", 1}})(), NotForSale);
  EXPECT_THROW(buys("ann@example.com", {{"Rake", 1}, {"Rose", 0}})(), rowan::RecordInvalid);
  EXPECT_THROW(buys("ann@example.com", {{"Rose", -1}})(), rowan::RecordInvalid);
  EXPECT_THROW(buys("ann@example.com", {})(), rowan::RecordInvalid);
  EXPECT_THROW(buys("ann", {{"Rake", 1}})(), rowan::RecordInvalid);
  EXPECT_EQ(Order::count() + OrderLine::count() + Customer::count(), 0u);
  EXPECT_EQ(stock_of("Rake"), 5);
  EXPECT_EQ(stock_of("Rose"), 20);
}

TEST_F(Shop, SaysWhatIsLeft) {
  try {
    buy("ann@example.com", {{"Rake", 6}});
    FAIL() << "there are only 5";
  } catch (const OutOfStock& error) {
    EXPECT_EQ(error.left(), 5);
    EXPECT_STREQ(error.what(), "only 5 of Rake left, not 6");
  }
}

TEST_F(Shop, HasNoNegativeStock) {
  Product rake = product_called("Rake");
  rake.stock = -1;
  EXPECT_EQ(rake.save().to_string(), "stock can't be less than 0");
  EXPECT_THROW(Product::all().everything().update_all(Product::c.stock -= 6), rowan::CheckViolation);
}

TEST_F(Shop, AddsToTheStockOfNow) {
  Product rake = product_called("Rake");
  buy("ann@example.com", {{"Rake", 2}});
  restock(rake, 10);
  EXPECT_EQ(stock_of("Rake"), 13);
  EXPECT_THROW(restock(rake, -14), rowan::RecordInvalid);
}

TEST_F(Shop, KeepsThePriceOfTheDay) {
  const std::int64_t id = buy("ann@example.com", {{"Rake", 2}}).id;
  Product rake = product_called("Rake");
  set_price(rake, rowan::Decimal("99"));
  EXPECT_EQ(Order::find(id).total(), rowan::Decimal("25"));
  EXPECT_EQ(buy("ann@example.com", {{"Rake", 1}}).total(), rowan::Decimal("99"));
}

TEST_F(Shop, MovesAnOrderOnlyOn) {
  Order order = buy("ann@example.com", {{"Rake", 2}});
  EXPECT_FALSE(order.may_become(State::sent));
  pay(order);
  EXPECT_FALSE(order.may_become(State::paid));
  send(order);
  for (const State next : rowan::enum_values<State>()) EXPECT_FALSE(order.may_become(next)) << rowan::enum_text(next);
  EXPECT_EQ(Order::find(order.id).state, State::sent);
}

TEST_F(Shop, LooksAtTheRowBeforeItMovesAnOrder) {
  Order order = buy("ann@example.com", {{"Rake", 2}});
  Order same = Order::find(order.id);
  cancel(order);
  EXPECT_THROW(db.transaction([&] { cancel(same); }, {.requires_new = true}), WrongState);
  EXPECT_EQ(stock_of("Rake"), 5);
}

TEST_F(Shop, PutsBackWhatIsCancelled) {
  Order order = buy("ann@example.com", {{"Rake", 2}, {"Rose", 3}});
  Product rake = product_called("Rake");
  stop_selling(rake);
  cancel(order);
  EXPECT_EQ(stock_of("Rake"), 5);
  EXPECT_EQ(stock_of("Rose"), 20);
}

TEST_F(Shop, SellsNoMoreWhatItStoppedToSell) {
  Product rake = product_called("Rake");
  stop_selling(rake);
  EXPECT_THROW(static_cast<void>(product_called("Rake")), NotForSale);
  EXPECT_THROW(buy("ann@example.com", {{"Rake", 1}}), NotForSale);
  EXPECT_EQ(sell_again("Rake").id, rake.id);
  EXPECT_EQ(product_called("Rake").stock, 5);
}

TEST_F(Shop, CountsComments) {
  Product rake = product_called("Rake");
  rake.comments.create({{"text", "Handy"}});
  rake.comments.create({{"text", "Red"}});
  Comment comment;
  comment.text = "Where is it?";
  comment.subject = buy("ann@example.com", {{"Rake", 1}});
  comment.save_or_throw();
  EXPECT_EQ(product_called("Rake").comments_count, 2);
  EXPECT_EQ(Order::first()->comments_count, 1);
  EXPECT_FALSE(rake.comments.build().save());  // says nothing
}

TEST_F(Shop, TellsWhoDidWhat) {
  const auto audit = rowan::audit<Change, Product, Order>([] { return std::optional<std::string>("clerk"); });
  Order order = buy("ann@example.com", {{"Rake", 2}});
  cancel(order);
  const auto of_order = rowan::changes_of<Change>(order).order(Change::c.id).load();
  ASSERT_EQ(of_order.size(), 2u);
  EXPECT_EQ(of_order[1].operation, "update");
  EXPECT_EQ(of_order[1].actor, "clerk");
  EXPECT_EQ(rowan::changes_of<Change>(product_called("Rake")).count(), 2u);
}

/// As the shop is after its seeds.
class SeededShop : public rowan::testing::DatabaseTest {
 protected:
  SeededShop() { plant_seeds(); }
};

TEST_F(SeededShop, AddsUpItsMonths) {
  const auto months = revenue_by_month();
  ASSERT_EQ(months.size(), 3u);
  EXPECT_EQ(months[0].orders, 2);
  EXPECT_EQ(months[1].revenue, rowan::Decimal("26.95"));
  EXPECT_EQ(months[2].so_far, rowan::Decimal("155.15"));
}

TEST_F(SeededShop, KnowsItsBestProducts) {
  Product spade = product_called("Spade");
  stop_selling(spade);  // and is in the reports
  const auto best = best_of_each_category();
  ASSERT_EQ(best.size(), 3u);
  EXPECT_EQ(best[1].product, "Rose");
  EXPECT_EQ(best[2].product, "Spade");
  const auto shares = shares_of_revenue();
  ASSERT_EQ(shares.size(), 5u);
  EXPECT_EQ(shares[0].product, "Spade");
  EXPECT_EQ(shares[0].percent, rowan::Decimal("38.5"));
}

TEST_F(SeededShop, IsSeededOnce) { EXPECT_THROW(plant_seeds(), ShopError); }

/// Many at once, each on a connection of its own: in a database for each test, because nothing is rolled back.
class CrowdedShop : public testing::Test {
 protected:
  CrowdedShop() {
    rowan::set_default_database(own_.database());
    add_product("Rake", "12.50", 5);
    add_product("Rose", "8", 40);
  }
  ~CrowdedShop() override { rowan::set_default_database(rowan::testing::DatabaseEnvironment::database()); }

  static constexpr std::size_t buyers = 8;
  static std::string email(std::size_t buyer) { return "buyer" + std::to_string(buyer % 3) + "@example.com"; }

  static void expect_right_counters() {
    for (Customer& customer : Customer::all())
      EXPECT_EQ(static_cast<std::uint64_t>(customer.orders_count), customer.orders.count()) << customer.email;
  }
  /// Pieces in orders that were not cancelled.
  static std::int64_t sold(const char* name) {
    return OrderLine::where(OrderLine::c.order(Order::c.state) != State::cancelled)
        .where(OrderLine::c.product(Product::c.name) == name)
        .sum(OrderLine::c.pieces);
  }

 private:
  rowan::testing::OwnDatabase own_{given_database("sqlite://crowded.db")};
};

TEST_F(CrowdedShop, SellsTheLastPiecesOnce) {
  std::atomic<int> sold_pieces = 0, refused = 0;
  rowan::testing::in_threads(buyers, [&](std::size_t buyer) {
    for (int i = 0; i < 3; ++i) {
      try {
        buy(email(buyer), {{"Rake", 1}});
        ++sold_pieces;
      } catch (const OutOfStock& error) {
        EXPECT_EQ(error.left(), 0);
        ++refused;
      }
    }
  });
  EXPECT_EQ(sold_pieces, 5);
  EXPECT_EQ(refused, static_cast<int>(buyers) * 3 - 5);
  EXPECT_EQ(stock_of("Rake"), 0);
  EXPECT_EQ(sold("Rake"), 5);
  EXPECT_EQ(Order::count(), 5u);
  expect_right_counters();
}

TEST_F(CrowdedShop, LosesNoPieceWhileSomeBuyAndOthersCancel) {
  rowan::testing::in_threads(buyers, [&](std::size_t buyer) {
    for (int i = 0; i < 4; ++i) {
      try {
        Order order = buy(email(buyer), {{"Rake", 1}, {"Rose", 1 + i}});
        if ((buyer + static_cast<std::size_t>(i)) % 2 == 0) cancel(order);
      } catch (const OutOfStock&) {
        // So be it.
      }
      EXPECT_GE(stock_of("Rake"), 0);
    }
  });
  EXPECT_EQ(stock_of("Rake") + sold("Rake"), 5);
  EXPECT_EQ(stock_of("Rose") + sold("Rose"), 40);
  expect_right_counters();
}

TEST_F(CrowdedShop, MakesANewCustomerOnce) {
  rowan::testing::in_threads(buyers, [&](std::size_t buyer) {
    buy("new@example.com", {{buyer % 2 == 0 ? "Rake" : "Rose", 1}});
  });
  EXPECT_EQ(Customer::all().sole().orders_count, static_cast<std::int64_t>(buyers));
  expect_right_counters();
}

TEST_F(CrowdedShop, CountsWhatManySayAtOnce) {
  rowan::testing::in_threads(buyers, [&](std::size_t) {
    for (int i = 0; i < 5; ++i) product_called("Rake").comments.create({{"text", "Me too"}});
  });
  EXPECT_EQ(product_called("Rake").comments_count, static_cast<std::int64_t>(buyers) * 5);
  EXPECT_EQ(Comment::count(), buyers * 5);
}

}  // namespace
}  // namespace shop

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  rowan::testing::DatabaseEnvironment::add(shop::given_database("sqlite::memory:"));
  return RUN_ALL_TESTS();
}
