import { draft, preview, submit, throughToLibrary, type Plan } from './application.js';
import { audit } from './closing.js';
import { Surprise } from './client.js';
import type { Journey } from './journey.js';
import type { Told } from './story-gongyi.js';

const plan: Plan = { owner: 'owner.jiyuan.1.filer', region: '419001', place: '济源市', total: '5600000.00', days: 300 };

/** 济源 is a county directly under the province: there is no city above it that could decide. */
export async function jiyuan(journey: Journey): Promise<Told> {
  journey.story('济源市: the same kind of project where no city lies between county and province');
  journey.chapter('The application is drafted, and its route has no city');
  const drafted = await draft(journey, plan);
  const steps = await preview(journey, plan, drafted);
  const skipped = steps.filter((step) => step.skipped);
  journey.same(
    'the steps skipped',
    skipped.map(({ key }) => key),
    ['city_lead'],
  );
  const [city] = skipped;
  if (!city?.reason.zh || !city.reason.en) throw new Surprise('the skipped step gives no reason');

  journey.chapter('It is submitted and decided by the county and the province');
  const project = await submit(journey, plan, drafted);
  const decided = await throughToLibrary(journey, project);
  journey.same('the steps decided', decided, ['county_lead', 'county_finance', 'province_joint']);
  await audit(journey, project.id);
  return { projectId: project.id, number: project.number! };
}
