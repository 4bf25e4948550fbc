// The application: accounts, and money that goes from one to another.

/** How many cents are in an account. */
export async function balanceOf(prisma, id) {
  const sumOf = async (where) => (await prisma.transfer.aggregate({ _sum: { cents: true }, where }))._sum.cents ?? 0;
  return (await sumOf({ toId: id })) - (await sumOf({ fromId: id }));
}

/** Moves money between two accounts, all or nothing. @throws when the account would be overdrawn by more than it may be */
export function transfer(prisma, { fromId, toId, cents, reason }) {
  return prisma.$transaction(async (tx) => {
    const made = await tx.transfer.create({ data: { fromId, toId, cents, reason } });
    const { overdraft, owner } = await tx.account.findUniqueOrThrow({ where: { id: fromId } });
    if ((await balanceOf(tx, fromId)) < -overdraft) throw new Error(`The account of ${owner} does not hold ${cents} cents`);
    return made;
  });
}
