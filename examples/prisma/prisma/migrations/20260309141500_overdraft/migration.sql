-- AlterTable
ALTER TABLE "Transfer" ADD COLUMN "reason" TEXT;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Account" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "owner" TEXT NOT NULL,
    "overdraft" INTEGER NOT NULL DEFAULT 0,
    "opened" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "new_Account" ("id", "opened", "owner") SELECT "id", "opened", "owner" FROM "Account";
DROP TABLE "Account";
ALTER TABLE "new_Account" RENAME TO "Account";
CREATE UNIQUE INDEX "Account_owner_key" ON "Account"("owner");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
