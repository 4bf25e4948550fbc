// The database is migrated and seeded when this runs; DATABASE_URL says where it is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaClient } from "../generated/client.ts";
import { balanceOf, transfer } from "../src/bank.js";

const { DATABASE_URL, TURSO_AUTH_TOKEN } = process.env;
assert.ok(DATABASE_URL, "set DATABASE_URL, as the setup action does");
const adapter = new PrismaLibSql({ url: DATABASE_URL, authToken: TURSO_AUTH_TOKEN });
const prisma = new PrismaClient({ adapter });

let bank;
let customer;
before(async () => {
  bank = await prisma.account.create({ data: { owner: "The bank", overdraft: 1_000_000 } });
  customer = await prisma.account.create({ data: { owner: "Grace" } });
});
after(() => prisma.$disconnect());

test("the rows of before the newest migration are there, with what it added", async () => {
  assert.equal(await prisma.transfer.count({ where: { id: { lte: 100 } } }), 100);
  const accounts = await prisma.account.findMany({ where: { id: { lte: 20 } }, include: { outgoing: true, incoming: true } });
  assert.equal(accounts.length, 20);
  assert.equal(accounts.flatMap(({ outgoing }) => outgoing).length, 100);
  for (const { overdraft, opened } of accounts) {
    assert.equal(overdraft, 0);
    assert.ok(opened instanceof Date && !Number.isNaN(opened.getTime()));
  }
});

test("money arrives", async () => {
  await transfer(prisma, { fromId: bank.id, toId: customer.id, cents: 5000, reason: "A loan" });
  assert.equal(await balanceOf(prisma, customer.id), 5000);
  assert.equal(await balanceOf(prisma, bank.id), -5000);
});

test("money that is not there does not arrive, and nothing is left of the attempt", async () => {
  const before = await prisma.transfer.count();
  await assert.rejects(transfer(prisma, { fromId: customer.id, toId: bank.id, cents: 5001 }), /does not hold 5001 cents/);
  assert.equal(await prisma.transfer.count(), before);
});

test("an account with transfers stays", async () => {
  await assert.rejects(prisma.account.delete({ where: { id: customer.id } }), /foreign key constraint/i);
});
